import { deflateSync } from "node:zlib";
import type { DemoCar } from "../../car/car";
import type { DemoAnswer, DemoRequest } from "../../types";
import type { DemoService } from "../brand";

/** Public pictures of the cars, without a sign-in (docs/protocol/ecarx-smart.md 5.21): here a plain shape in the car's colour. */
export const pictureHost = "sg-app.smart.com";

/** Number in the file's name → what it shows. */
const views: Readonly<Record<string, [width: number, height: number]>> = {
  "1": [96, 40],
  "2": [40, 96],
  "3": [80, 50],
  "4": [64, 24],
};

const colours: Readonly<Record<string, readonly [number, number, number]>> = {
  "087": [38, 74, 160],
  "012": [235, 235, 232],
  "031": [58, 110, 74],
  "044": [178, 30, 38],
};

export function picturePath(car: DemoCar, view: string): string {
  return `/static/vehicle/demo/${car.model.colorCode}-${car.model.series}--${view}.png`;
}

export const pictures: DemoService = { hosts: [pictureHost], handle: picture };

function picture(request: DemoRequest): DemoAnswer {
  const [, colour = "", view = ""] = /^\/static\/vehicle\/demo\/(\d+)-\w+--(\d)\.png$/.exec(request.path) ?? [];
  const size = Object.hasOwn(views, view) ? views[view] : undefined;
  const rgb = Object.hasOwn(colours, colour) ? colours[colour] : undefined;
  if (!size || !rgb) return { status: 404, body: "Not found", note: "no such picture" };
  return { status: 200, headers: { "content-type": "image/png" }, body: png(...size, rgb), note: "picture" };
}

/** A PNG of one colour with a clear rim. */
function png(width: number, height: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 4);
    for (let x = 0; x < width; x++) {
      const rim = x < 4 || y < 4 || x >= width - 4 || y >= height - 4;
      row.set([red, green, blue, rim ? 0 : 255], 1 + x * 4);
    }
    return row;
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits, with transparency.
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "ascii"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The checksum of PNG; zlib's own is not in Node 20. */
function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
