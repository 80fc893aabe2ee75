import { createHash } from "node:crypto";
import type { Abilities } from "../../vehicle/read-data";

/** Of each vehicle one, the oldest goes first; a larger one is not kept. */
export const mostPictures = 20;
export const mostPictureBytes = 1_000_000;

export interface VehiclePicture {
  type: "image/png" | "image/jpeg" | "image/webp";
  data: Buffer;
  /** Another for another picture. */
  tag: string;
}

/** Pictures that were read for somebody else (abilities with `images` = `buffer`); none is asked for here. */
export class Pictures {
  readonly #kept = new Map<string, VehiclePicture>();

  /** Whether there is another picture now; an answer without one leaves the one that is known. */
  note(vehicleId: string, { pictures }: Abilities): boolean {
    for (const view of ["side", "top"] as const) {
      const data = pictures[view]?.data;
      const type = data && data.length <= mostPictureBytes ? typeOf(data) : undefined;
      if (!data || !type) continue;
      const tag = createHash("sha256").update(data).digest("base64url").slice(0, 8);
      const known = this.#kept.get(vehicleId)?.tag;
      this.#kept.delete(vehicleId);
      this.#kept.set(vehicleId, { type, data, tag });
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > mostPictures) this.#kept.delete(oldest!);
      return known !== tag;
    }
    return false;
  }

  of(vehicleId: string): VehiclePicture | undefined {
    return this.#kept.get(vehicleId);
  }

  drop(vehicleId: string): void {
    this.#kept.delete(vehicleId);
  }
}

/** By what it begins with, whatever its host calls it: a picture that could hold a script is none. */
function typeOf(data: Buffer): VehiclePicture["type"] | undefined {
  const begins = (bytes: string, at = 0): boolean => data.toString("latin1", at, at + bytes.length) === bytes;
  if (begins("\x89PNG\r\n\x1a\n")) return "image/png";
  if (begins("\xff\xd8\xff")) return "image/jpeg";
  return begins("RIFF") && begins("WEBP", 8) ? "image/webp" : undefined;
}
