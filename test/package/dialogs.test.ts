/** What platforms say of the account's dialog (`offers.dialog`), held against the dialog and its texts. */
import assert from "node:assert/strict";
import { editorFacts } from "../../src/editor-facts";
import type { PlatformDialog } from "../../src/platforms/platform";
import { builtHtml } from "../support/editor-html";
import { read, readTexts } from "../support/package-facts";

interface Shown extends Omit<PlatformDialog, "takes"> {
  takes: string[];
  offers: string[];
}

const platforms = Object.entries(editorFacts["platforms"] as Record<string, Shown>);
const html = builtHtml("account");
const asked = [...html.matchAll(/data-offer="([^"]+)"/g)].flatMap(([, words]) => String(words).split(" "));

describe("the account's dialog", () => {
  it("can make an account of every platform", () => {
    assert.ok(platforms.length >= 13);
    for (const [id, { offers }] of platforms) assert.ok(offers, id);
  });

  it("has a row for what each platform offers, and none that no platform offers", () => {
    const offered = new Set(platforms.flatMap(([, { offers }]) => offers));
    for (const word of asked) assert.ok(offered.has(word), `no platform offers "${word}"`);
    const byCode = [...html.matchAll(/\boffers\((?:[\w.()]+, )?"(\w+)"/g)].map(([, word]) => String(word));
    // The charge node's dialog asks for it.
    byCode.push("charging");
    for (const word of offered) assert.ok(asked.includes(word) || byCode.includes(word), `"${word}" has no row`);
  });

  it("has a field for each credential that is typed, once", () => {
    for (const [id, { needs, takes, offers }] of platforms) {
      for (const name of [...needs, ...takes]) {
        const field = html.split(`id="node-config-input-${name}"`).length - 1;
        assert.equal(field, 1, `${id}: ${name}`);
        assert.ok(offers.includes(name) || offers.includes("link"), `${id}: ${name}`);
      }
    }
  });

  for (const language of ["en-US", "de", "zh-CN"]) {
    it(`has a text in ${language} for every word of a platform`, () => {
      const file = readTexts(language, "account") as Record<string, object>;
      const texts = file["vehicle-cloud-account"] as Record<string, Record<string, unknown>>;
      for (const [id, shown] of platforms) {
        const { notes = {}, words = {}, regions = {}, reasons = {}, way, good, errors } = shown;
        const links = Object.values(notes).flatMap(({ link }) => link ?? []);
        const wanted: [string, string | undefined][] = [
          ["platform", id],
          ...Object.values(words).map((word): [string, string] => ["label", word]),
          ...Object.values(notes).map(({ text }): [string, string | undefined] => ["note", text]),
          ...links.map(({ text }): [string, string] => ["link", text]),
          ...Object.values(regions).map(({ name }): [string, string] => ["region", name]),
          ...Object.values(reasons).map((word): [string, string] => ["reason", word]),
          ...[["have", way] as const, ["haveNote", way] as const, ["result", good] as const].map(
            ([group, word]): [string, string | undefined] => [group, word],
          ),
        ];
        for (const [group, word] of wanted) {
          if (word !== undefined) assert.equal(typeof texts[group]?.[word], "string", `${id}: ${group}.${word}`);
        }
        if (errors !== undefined) assert.ok(texts[errors], `${id}: ${errors}`);
      }
    });
  }

  it("leads to pages of docs/ that are there, at a heading that is there", () => {
    let links = 0;
    for (const [id, { notes = {} }] of platforms) {
      for (const { link } of Object.values(notes)) {
        if (!link) continue;
        links++;
        const [page = "", anchor] = link.page.split("#");
        const headings = [...read("docs", page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
          String(heading)
            .toLowerCase()
            .replace(/[^\w\s-]/g, "")
            .trim()
            .replace(/\s/g, "-"),
        );
        assert.ok(headings.length > 0 && (anchor === undefined || headings.includes(anchor)), `${id}: ${link.page}`);
      }
    }
    assert.ok(links >= 7);
  });
});
