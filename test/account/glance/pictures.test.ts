/** Pictures of vehicles: what is kept of those that were read, and what is none. */
import assert from "node:assert/strict";
import { Pictures, mostPictureBytes, mostPictures } from "../../../src/account/glance/pictures";
import type { Abilities, Picture } from "../../../src/vehicle/read-data";

const begin = { png: "\x89PNG\r\n\x1a\n", jpeg: "\xff\xd8\xff", webp: "RIFF\x04\0\0\0WEBP" };
const bytes = (text: string, length = 100): Buffer => Buffer.concat([Buffer.from(text, "latin1")], length);
const picture = (data?: Buffer): Picture => ({ url: "https://pictures.example/1.png", type: "image/png", data });
const read = (pictures: Abilities["pictures"]): Abilities => ({ abilities: [], remote: [], pictures });

describe("pictures of vehicles", () => {
  it("are kept as what they begin with, the side before the top, and outlive an answer without one", () => {
    const pictures = new Pictures();
    pictures.note("A", read({ top: picture(bytes(begin.webp)), side: picture(bytes(begin.jpeg)) }));
    assert.equal(pictures.of("A")?.type, "image/jpeg");
    pictures.note("B", read({ top: picture(bytes(begin.webp)), side: picture() }));
    assert.equal(pictures.of("B")?.type, "image/webp");
    const tag = pictures.of("A")!.tag;
    pictures.note("A", read({}));
    assert.equal(pictures.of("A")?.tag, tag);
    pictures.note("A", read({ side: picture(bytes(begin.png)) }));
    assert.notEqual(pictures.of("A")!.tag, tag);
    pictures.drop("A");
    assert.equal(pictures.of("A"), undefined);
  });

  it("are none where they could hold a script, are cut off or too large", () => {
    const pictures = new Pictures();
    const wrong = ["<svg onload='alert(1)'/>", "<?xml version='1.0'?>", "GIF89a", "", "\x89PNG", "RIFF\x04\0\0\0WAVE"];
    for (const text of wrong) pictures.note("A", read({ side: picture(bytes(text, Math.min(100, text.length))) }));
    pictures.note("A", read({ side: picture(bytes(begin.png, mostPictureBytes + 1)) }));
    assert.equal(pictures.of("A"), undefined);
    pictures.note("A", read({ side: picture(bytes(begin.png, mostPictureBytes)) }));
    assert.ok(pictures.of("A"));
  });

  it("are kept of the last few vehicles only", () => {
    const pictures = new Pictures();
    for (let i = 0; i <= mostPictures; i++) pictures.note(`CAR${i}`, read({ side: picture(bytes(begin.png)) }));
    const kept = Array.from({ length: mostPictures + 1 }, (_, i) => pictures.of(`CAR${i}`) !== undefined);
    assert.deepEqual([kept[0], kept.filter(Boolean).length], [false, mostPictures]);
  });
});
