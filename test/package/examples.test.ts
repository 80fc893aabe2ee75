import assert from "node:assert/strict";
import { basename } from "node:path";
import { runInNewContext } from "node:vm";
import mustache from "mustache";
import { nodeHtml, registrations } from "../support/editor-html";
import {
  example,
  exampleNames,
  examplesWithMore,
  filesBelow,
  nodeSets,
  packageJson,
  read,
  type FlowNode,
} from "../support/package-facts";

const ours = new Map(nodeSets.flatMap((set) => registrations(nodeHtml(set))).map((entry) => [entry.type, entry]));
const coreTypes = new Set(
  filesBelow("node_modules/@node-red/nodes/core", ".html").flatMap((file) =>
    [...read(file).matchAll(/registerType\(\s*['"]([^'"]+)['"]/g)].map(([, type]) => String(type)),
  ),
);
const structure = new Set(["tab", "group"]);
/** What packages that are not part of Node-RED bring, for the examples in folders that name them. */
const foreignTypes: Record<string, string[]> = {
  "node-red-contrib-web-worldmap": ["worldmap"],
  "node-red-contrib-influxdb": ["influxdb", "influxdb batch"],
  "@flowfuse/node-red-dashboard": ["ui-base", "ui-theme", "ui-page", "ui-group", "ui-template", "ui-chart"],
};
const allNames = [...exampleNames.map((name) => ({ name, needs: "" })), ...examplesWithMore];
/** So that imports of several examples do not pile up accounts. */
const sharedAccounts: Record<string, [string, string]> = {
  vehiclecloud0001: ["Demo car", "demo-car"],
  vehiclecloud0002: ["Demo e-bikes", "demo-ebikes"],
  vehiclecloud0003: ["Demo Lynk & Co (Europe)", "demo-lynkco-eu"],
  vehiclecloud0004: ["Demo Lynk & Co (China)", "demo-lynkco-cn"],
};

/** Both dashboards are pages of one. */
const sharedConfig = ["vcdashbase", "vcdashtheme"];

/** The page of example 05 links to a map; nothing is loaded from there until somebody opens the link. */
const mapLink = /<a href=\\"https:\/\/www\.openstreetmap\.org\/[^>]* rel=\\"noopener noreferrer\\">/g;
/** What an editor of usual width shows without scrolling, or nearly. */
const widest = 1000;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** About what the editor draws: 30 high or 15 per output, as wide as the name needs; below it the status, if it has one. */
function box(node: FlowNode): Box {
  const link = node.type.startsWith("link ");
  const width = link ? 30 : Math.max(100, 20 * Math.ceil(((node.name?.length ?? 0) * 7.5 + 57) / 20));
  const half = Math.max(30, 15 * (node.wires?.length ?? 0)) / 2;
  const [x, y] = [node.x ?? 0, node.y ?? 0];
  const shows = node.type.startsWith("vehicle-cloud-") || node.type === "mqtt out" || node.type === "trigger";
  return { left: x - width / 2, right: x + width / 2, top: y - half, bottom: y + half + (shows ? 20 : 0) };
}

const groupBox = ({ x = 0, y = 0, w = 0, h = 0 }: FlowNode): Box => ({ left: x, right: x + w, top: y, bottom: y + h });

const apart = (a: Box, b: Box, by = 0): boolean =>
  a.right + by <= b.left || b.right + by <= a.left || a.bottom + by <= b.top || b.bottom + by <= a.top;

const named = (flow: FlowNode[], name: string): FlowNode => flow.find((node) => node.name === name)!;

/** Runs the code of a function node as Node-RED does. */
function run(flow: FlowNode[], name: string, message: Record<string, unknown>): Record<string, unknown> {
  const call = runInNewContext(`(function (msg) {\n${named(flow, name)["func"]}\n})`) as (
    msg: object,
  ) => Record<string, unknown>;
  return call(message);
}

describe("the examples", () => {
  it("are those that the README names", () => {
    for (const { name } of allNames) assert.ok(read("README.md").includes(basename(name, ".json")), name);
  });

  it("need nothing but Node-RED and this package, unless their folder, a comment and the README name what they need", () => {
    for (const { name, needs } of examplesWithMore) {
      const used = example(name).map(({ type }) => type);
      assert.ok(
        foreignTypes[needs]?.some((type) => used.includes(type)),
        `${name} needs ${needs}`,
      );
      const comments = example(name).filter(({ type }) => type === "comment");
      assert.ok(
        comments.some((comment) => comment.name?.includes(needs) && comment.info?.includes(needs)),
        name,
      );
      assert.ok(read("README.md").includes(needs), needs);
    }
  });

  it("can be imported all together: no two serve one address", () => {
    const served = allNames.flatMap(({ name }) =>
      example(name).flatMap(({ type, path, url }) =>
        type === "vehicle-cloud-segway-webhook-in" ? [path] : type === "http in" ? [url] : [],
      ),
    );
    assert.deepEqual(served.sort(), [
      "/fleet",
      "/gbfs/:feed",
      "/range",
      "/segway",
      "/segway-dashboard",
      "/segway-gbfs",
      "/segway-map",
      "/segway-mqtt",
    ]);
    const ids = allNames.flatMap(({ name }) => example(name).map(({ id }) => id));
    const shared = ids.filter((id, index) => ids.indexOf(id) !== index);
    assert.deepEqual([...new Set(shared)].sort(), [...sharedConfig, "vehiclecloud0001", "vehiclecloud0002"].sort());
  });

  it("say what to change for cars or a fleet of one's own", () => {
    for (const { name } of allNames) {
      const text = example(name)
        .map(({ info }) => info ?? "")
        .join("\n");
      assert.match(text, /Your own car|own car|Test sign-in|first example|dashboard/, name);
      if (!text.includes("Segway")) continue;
      assert.match(text, /\*\*Account\*\*[^]+client id and secret/, name);
      if (example(name).some(({ type }) => type === "vehicle-cloud-segway-webhook-in")) {
        assert.match(text, /\*\*Public address\*\*[^]+One webhook node per account is enough/, name);
      }
    }
  });

  for (const { name, needs } of allNames) {
    describe(name, () => {
      const flow = example(name);
      const drawn = flow.filter((node) => node.x !== undefined && node.type !== "group");

      it("is a list of core nodes, ours and what its folder names, wired to each other", () => {
        assert.ok(Array.isArray(flow));
        const ids = new Set(flow.map(({ id }) => id));
        assert.equal(ids.size, flow.length);
        for (const node of flow) {
          const known = structure.has(node.type) || coreTypes.has(node.type) || ours.has(node.type);
          assert.ok(known || foreignTypes[needs]?.includes(node.type), node.type);
          for (const target of (node.wires ?? []).flat()) assert.ok(ids.has(target), `${node.name} → ${target}`);
        }
      });

      it("uses one of the demo accounts that all examples share", () => {
        const accounts = flow.filter(({ type }) => type === "vehicle-cloud-account");
        assert.equal(accounts.length, 1);
        const { id, name: label, platform } = accounts[0]!;
        assert.deepEqual([label, platform], sharedAccounts[id]);
        for (const node of flow) {
          if (node.type.startsWith("vehicle-cloud-") && node.z) assert.equal(node["account"], id);
        }
      });

      it("holds every setting of our nodes, and no other", () => {
        for (const node of flow) {
          const registration = ours.get(node.type);
          if (!registration) continue;
          const { id: _id, type: _type, z: _z, g: _g, x: _x, y: _y, wires: _wires, ...settings } = node;
          assert.deepEqual(Object.keys(settings).sort(), Object.keys(registration.defaults).sort(), node.name);
        }
      });

      it("holds nothing of a person: no credentials, VIN, e-mail address or foreign host", () => {
        const text = JSON.stringify(flow);
        assert.doesNotMatch(text, /"(credentials|password|username|accessToken|refreshToken)"/);
        assert.doesNotMatch(text, /\b(?=[A-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17}\b/);
        assert.doesNotMatch(text, /[\w.]+@(?!example\.org)[\w-]+\.\w+/);
        for (const [, host] of text.replaceAll(mapLink, "").matchAll(/https?:\/\/([^/:"\s]+)/g)) {
          assert.equal(host, "127.0.0.1");
        }
        const modules = flow.map((node) => node["modules"]).find(Boolean);
        if (modules) assert.deepEqual(modules, { [packageJson.name]: packageJson.version });
      });

      it("is explained, shows failures, and names its nodes", () => {
        const comments = flow.filter(({ type }) => type === "comment");
        assert.ok(comments.length > 0 && comments.every(({ info }) => (info ?? "").length > 80));
        const caught = flow.find(({ type }) => type === "catch");
        const target = flow.find(({ id }) => id === caught?.wires?.flat()[0]);
        assert.equal(target?.type, "debug");
        // One sentence and its code, not the whole error as an object.
        const words = 'error.message & (error.code ? " (" & error.code & ")" : "")';
        assert.deepEqual([target["targetType"], target["complete"]], ["jsonata", words]);
        for (const node of drawn) assert.ok(node.name, `${node.type} ${node.id} has no name`);
      });

      it("is drawn on the grid, clear of the tab bar, and nothing covers anything", () => {
        for (const node of drawn) {
          assert.ok((node.y ?? 0) >= 100, node.name);
          assert.equal((node.y ?? 0) % 20, 0, node.name);
          assert.equal((node.x ?? 0) % 10, 0, node.name);
          const group = flow.find(({ id }) => id === node.g);
          assert.equal(group === undefined, node.type === "comment", `${node.name}: all but comments are in a group`);
          if (group) {
            assert.ok(group.nodes?.includes(node.id));
            const [inner, outer] = [box(node), groupBox(group)];
            assert.ok(inner.left >= outer.left && inner.right <= outer.right, `${node.name} leaves its group`);
            assert.ok(inner.top >= outer.top && inner.bottom <= outer.bottom, `${node.name} leaves its group`);
          }
          for (const other of drawn) {
            if (other !== node) assert.ok(apart(box(node), box(other)), `${node.name} covers ${other.name}`);
          }
        }
      });

      it("fits a usual window, in groups with labels that stand apart", () => {
        const groups = flow.filter(({ type }) => type === "group");
        assert.ok(groups.length > 0);
        for (const group of groups) {
          assert.ok(group.name && (group["style"] as { label?: boolean }).label === true, group.id);
          assert.ok(groupBox(group).right <= widest, `${group.name} ends at ${groupBox(group).right}`);
          const around = [...groups.filter((other) => other !== group), ...drawn.filter(({ g }) => g !== group.id)];
          for (const other of around) {
            const clear = apart(groupBox(group), other.type === "group" ? groupBox(other) : box(other), 5);
            assert.ok(clear, `${group.name} touches ${other.name}`);
          }
        }
      });
    });
  }
});

const now = (): RegExp => /^Night curfew, \d\d:\d\d: /;
const at = (hours: number, minutes: number): string => new Date(2026, 5, 1, hours, minutes).toISOString();

/** Reasons that both texts must be able to tell: code, Segway's own code, words. */
const refusals: [code: string, platformCode: string | undefined, words: string][] = [
  ["VEHICLE_OFFLINE", "15301", "is offline"],
  ["VEHICLE_BUSY", "15500", "is updating"],
  ["COMMAND_REJECTED", "15600", "is being ridden"],
  ["COMMAND_REJECTED", "15997", "is being ridden"],
  ["COMMAND_REJECTED", "15603", "needs its handlebar turned"],
  ["COMMAND_REJECTED", "15996", "stands where parking is forbidden"],
  ["COMMAND_REJECTED", "15601", "answered 15601"],
  ["VEHICLE_UNKNOWN", undefined, "is not known to Segway"],
  ["CLOUD_ANSWER_INVALID", undefined, "answered CLOUD_ANSWER_INVALID"],
];

describe("the texts of example 06", () => {
  const flow = example("06 Alarm on illegal moving.json");
  const vehicle = { name: "Bike <7>" };
  const told = (row: object): unknown => run(flow, "Write the text", { vehicle, payload: { rows: [row] } })["payload"];

  it("say what came of the lock, and ask for help only where it is needed", () => {
    const begins = "Bike <7> is being moved illegally.";
    assert.equal(told({ outcome: "confirmed" }), `${begins} It has been locked.`);
    assert.equal(told({ outcome: "accepted" }), `${begins} It was told to lock.`);
    assert.equal(told({ outcome: "skipped", reason: "It is so already." }), `${begins} It was locked already.`);
    const unsure = "It was told to lock and has not said that it did. Somebody should look.";
    assert.equal(told({ outcome: "unknown", code: "TIMEOUT", reason: "…" }), `${begins} ${unsure}`);
  });

  for (const [code, platformCode, words] of refusals) {
    it(`put ${platformCode ?? code} into words`, () => {
      const row = { outcome: "refused", code, platformCode, reason: "eu-api.example.org, vehicle …0103, answered" };
      const expected = `Bike <7> is being moved illegally. It could not be locked: it ${words}. Somebody should look.`;
      assert.equal(told(row), expected);
    });
  }

  it("come even if the command fails as a whole", () => {
    const error = { code: "SIGN_IN_REJECTED", message: "…" };
    const { payload } = run(flow, "Write the text", { vehicle, payload: { alert: "illegal-moving" }, error });
    assert.match(
      String(payload),
      /^Bike <7> is being moved.+not be locked: it was not told, Segway refuses the sign-in/,
    );
    const caught = named(flow, "Locking fails");
    assert.deepEqual(caught["scope"], [named(flow, "Lock it").id]);
    assert.deepEqual(caught.wires, [[named(flow, "Write the text").id]]);
  });

  it("tell the end in the time of the clock on the wall", () => {
    const over = (times: object): unknown => run(flow, "Say that it is over", { vehicle, payload: times })["payload"];
    const still = "Bike <7> stands still again.";
    assert.equal(over({ since: at(9, 58), at: at(14, 5) }), `${still} It was moved from 09:58 to 14:05.`);
    assert.equal(over({ since: at(0, 1) }), `${still} It was moved from 00:01 on.`);
    assert.equal(over({}), still);
  });
});

describe("the report of example 08", () => {
  const flow = example("08 Night curfew with a report.json");
  interface Row {
    outcome: string;
    code?: string;
    platformCode?: string;
  }

  function report(rows: Row[], seconds = 12.4): string {
    const counts = { total: rows.length, confirmed: 0, accepted: 0, unknown: 0, refused: 0, skipped: 0 };
    for (const { outcome } of rows) counts[outcome as "refused"]++;
    const full = rows.map((row, index) => ({
      vehicle: { name: `Bike ${index + 1}` },
      reason: "a host, a code",
      ...row,
    }));
    const text = String(run(flow, "Write the report", { payload: { counts, rows: full, seconds } })["payload"]);
    assert.match(text, now());
    return text.replace(now(), "");
  }

  it("counts what was done, in numbers that are read out well", () => {
    const done = { outcome: "confirmed" };
    assert.equal(report([]), "every e-bike was locked already.");
    assert.equal(report([done]), "1 e-bike locked in 12 s.");
    assert.equal(report([done, done, { outcome: "skipped" }]), "2 e-bikes locked in 12 s, 1 locked already.");
    assert.equal(report([{ outcome: "accepted" }], 0.2), "1 e-bike locked in 1 s.");
  });

  it("names those that are not locked, each with the reason", () => {
    const rows = refusals.map(([code, platformCode]) => ({ outcome: "refused", code, platformCode }));
    const lines = refusals.map(([, , words], index) => `- Bike ${index + 1} ${words}`);
    assert.equal(report(rows), [`no e-bike locked, ${rows.length} to look after:`, ...lines].join("\n"));
    assert.equal(
      report([{ outcome: "confirmed" }, { outcome: "unknown", code: "TIMEOUT" }]),
      "1 e-bike locked in 12 s, 1 to look after:\n- Bike 2 has not said that it is locked",
    );
  });

  it("stays short for a large fleet", () => {
    const lines = report(Array.from({ length: 300 }, () => ({ outcome: "refused", code: "VEHICLE_OFFLINE" }))).split(
      "\n",
    );
    assert.equal(lines.length, 22);
    assert.equal(lines[0], "no e-bike locked, 300 to look after:");
    assert.equal(lines.at(-1), "- and 280 more");
  });

  it("says so if the run failed as a whole", () => {
    const { payload } = run(flow, "Write the report", { error: { code: "SIGN_IN_REJECTED", message: "…" } });
    assert.match(String(payload), now());
    assert.match(String(payload), /did not run to its end \(SIGN_IN_REJECTED\)\. Somebody should look\.$/);
    const caught = named(flow, "Anything that fails");
    assert.ok(caught.wires?.flat().includes(named(flow, "Write the report").id));
  });

  it("tells reasons in the same words as example 06", () => {
    const table = (name: string, node: string): unknown =>
      /const words = [^]+?const why = .+/.exec(String(named(example(name), node)["func"]))?.[0];
    const [one, other] = [
      table("06 Alarm on illegal moving.json", "Write the text"),
      table("08 Night curfew with a report.json", "Write the report"),
    ];
    assert.ok(one);
    assert.equal(one, other);
  });
});

describe("the page of example 05", () => {
  const flow = example("05 Fleet work list.json");
  const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  const bike = (name: string, percent: number | undefined, more: object = {}): object => ({
    vehicle: { name },
    reportedAt: minutesAgo(4),
    stale: false,
    online: true,
    battery: { ...(percent === undefined ? {} : { percent }), charging: false },
    position: { latitude: 52.474, longitude: 13.402 },
    ...more,
  });

  function page(rows: object[]): string {
    const message = run(flow, "Emptiest first", { payload: rows });
    return mustache.render(String(named(flow, "Page")["template"]), message);
  }
  /** The cells of each row, without mark-up. */
  const cells = (html: string): string[][] =>
    [...html.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row]) =>
      [...row!.matchAll(/<t[dh]>([^]*?)<\/t[dh]>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, "").trim()),
    );

  it("lists those below 15 %, the emptiest first, with the time and a link to the place", () => {
    const html = page([
      bike("A", 14),
      bike("B", 15),
      bike("C", 3, { position: {}, reportedAt: minutesAgo(180), stale: true, online: false }),
      bike("D", 9, { battery: { percent: 9, charging: true }, reportedAt: minutesAgo(0) }),
    ]);
    assert.deepEqual(cells(html), [
      ["E-bike", "Charge", "Where", "Last heard"],
      ["C", "3 %", "not known", "3 h ago, offline"],
      ["D", "9 %, charging", "52.4740, 13.4020", "just now"],
      ["A", "14 %", "52.4740, 13.4020", "4 min ago"],
    ]);
    assert.match(
      html,
      /<a href="https:\/\/www\.openstreetmap\.org\/\?mlat=52\.474&amp;mlon=13\.402" target="_blank" rel="noopener noreferrer">/,
    );
    assert.doesNotMatch(html, /Nothing to do|Not known/);
  });

  it("takes names for text, whatever they are", () => {
    const evil = `<b>"x"</b><img src=x onerror='alert(1)'>{{payload}}`;
    const html = page([bike(evil, 5), { vehicle: { name: evil }, error: { code: "TIMEOUT", message: evil } }]);
    assert.doesNotMatch(html, /<b>|<img/);
    assert.equal(html.split("&lt;b&gt;&quot;x&quot;").length, 3);
    const unknownCode = page([{ vehicle: { name: "A" }, error: { code: "<i>", message: "" } }]);
    assert.doesNotMatch(unknownCode, /<i>/);
  });

  it("lists apart those of which nothing is known, with the reason in words", () => {
    const html = page([
      bike("A", 4),
      bike("B", undefined),
      bike("C", 60, { stale: true, reportedAt: minutesAgo(3 * 1440) }),
      { vehicle: { name: "D" }, error: { code: "VEHICLE_OFFLINE", message: "…" } },
      { vehicle: { name: "E" }, error: { code: "RATE_LIMITED", message: "…" } },
    ]);
    assert.deepEqual(
      [...html.matchAll(/<li>(.*?)<\/li>/g)].map(([, text]) => text),
      [
        "B has not told its charge yet",
        "C was last heard 3 days ago, with 60 %",
        "D is offline, and has not told its state yet",
        "E answered RATE_LIMITED",
      ],
    );
    assert.match(page([bike("B", undefined)]), /No e-bike whose charge is known is below 15 %\./);
  });

  it("says so when there is nothing to do", () => {
    const html = page([bike("A", 15), bike("B", 99)]);
    assert.match(html, /Nothing to do: none of 2 e-bikes is below 15 %\./);
    assert.doesNotMatch(html, /<table|<li>/);
  });

  it("can be read on a phone, loads nothing, and is not kept by the browser", () => {
    const html = page([bike("A", 4)]);
    assert.match(html, /<meta name="viewport" content="width=device-width, initial-scale=1" \/>/);
    assert.match(html, /border-collapse: collapse/);
    assert.doesNotMatch(html, /<(script|img|link|iframe)|src=|@import|url\(/);
    assert.deepEqual(named(flow, "Answer")["headers"], {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
    });
    // What an error says may hold a name.
    assert.deepEqual(named(flow, "Answer 503")["headers"], { "content-type": "text/plain; charset=utf-8" });
  });
});
