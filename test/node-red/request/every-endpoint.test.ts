/** All endpoints of the catalogue, through the node, on the demo cloud, in each market: sent as they should be, or refused. */
import assert from "node:assert/strict";
import { endpoints, startDemoCloud, type DemoCloud, type Endpoint } from "../../../src/index";
import { demoSecrets } from "../../../src/demo/ecarx/smart/catalogue";
import { euServices, intlServices } from "../../../src/platforms/ecarx/profiles/smart-services";
import { unknownOrigin } from "../../../src/platforms/ecarx/catalogue/endpoints";
import type { SinonSpy } from "sinon";
import { helper, load, receive, shown, unload, until, type Received } from "../support";
import { all } from "./support";
import { wireTo, type Wire } from "./wire";

/** What the inventory of the two apps names; the others are another brand's, and of no smart account. */
const audited = endpoints.filter(
  ({ id }) => !/^iov\.(account-(token|token-refresh|login|vehicles)|tc-vehicle-status)$/.test(id),
);

const markets = [
  { platform: "smart-eu", access: euServices },
  { platform: "smart-intl", access: intlServices },
] as const;

type Settings = Record<string, unknown>;

/** What the few endpoints want that look at more than their inventory: as public clients send it (docs/protocol/ecarx-smart.md 6). */
const proper = (vin: string): Readonly<Record<string, Settings>> => ({
  "iov.telematics-command": {
    body: JSON.stringify({
      ...{ creator: "tc", serviceId: "RHL", command: "start", timeStamp: "{{now}}" },
      operationScheduling: { duration: 6, interval: 0, occurs: 1, recurrentOperation: false },
      serviceParameters: [{ key: "rhl", value: "horn-light-flash" }],
    }),
  },
  "iov.charge-set-command": {
    body: JSON.stringify({
      ...{ bizType: "6", command: "start", chargeModel: "0", rbcStartTime: "22:00", rbcEndTime: "06:00" },
      ...{ rbcTarget: "2", rbc: "2", pin: vin, vin, endTime: "", scheduledTime: "", sessionId: "" },
    }),
  },
  "iov.journal-log-command": {
    body: JSON.stringify({
      ...{ creator: "tc", serviceId: "JOU", command: "start", timeStamp: "1" },
      operationScheduling: { duration: 6, interval: 0, occurs: 1, recurrentOperation: false },
      serviceParameters: [{ key: "jou", value: "enable" }],
    }),
  },
  "iov.authorization-insert": {
    body: JSON.stringify({ vin, serviceCode: "travelLogBusiCode", authStatus: 1 }),
    ...{ vehicle: vin, vehicleType: "str" },
  },
  "iov.send-to-car-cma": { body: JSON.stringify({ lat: 52.5, lon: 13.4, name: "Home", address: "" }) },
  // Its body is the account's own: which car, and the token.
  "iov.session-update": { bodyFrom: "none", vehicle: vin, vehicleType: "str" },
  "iov.vtm-settings": { vehicle: vin, vehicleType: "str" },
});

/** A value for each parameter of the path that the account does not know by itself. */
const values = (endpoint: Endpoint): Record<string, unknown> => {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  const open = endpoint.query.flatMap(({ name, value }) => (value === null && name !== "vin" ? name : []));
  const wanted = [...names.filter((name) => !["vin", "userId", "modelCode"].includes(name)), ...open];
  const seen = (endpoint.observed?.query ?? []).flatMap(({ name, value }) => (value ? [[name, value]] : []));
  return Object.fromEntries(
    [...wanted.map((name) => [name, "x1'!*()"]), ...seen].map(([name, value]) => [name, { value, type: "str" }]),
  );
};

const consents = ({ id }: Endpoint): number => Number(id === "iov.authorization-insert");

/** What must stand in the query, by name: fixed values of the inventory, what the node's parameters give, and the car. */
function queryOf(endpoint: Endpoint, vin: string): [string, string][] {
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  const given = Object.entries(values(endpoint)).map(
    ([name, one]) => [name, (one as { value: string }).value] as const,
  );
  const all = new Map<string, string>(given.filter(([name]) => !inPath.includes(name)));
  for (const { name, value } of endpoint.query) {
    if (name === "vin") all.set(name, vin);
    else if (value !== null) all.set(name, value);
  }
  return [...all].sort();
}

function sameQuery(url: string, wanted: [string, string][]): boolean {
  const sent = [...new URLSearchParams(url.split("?")[1] ?? "")].sort();
  return JSON.stringify(sent) === JSON.stringify(wanted);
}

/** Where each scheme's proof stands, and that no other proof is with it. */
const proofs: Record<string, RegExp[]> = {
  session: [/^x-signature: ./, /^authorization: (?!Bearer )/],
  eco: [/^authorization: Bearer /, /^access-token: /],
  gateway: [/^x-ca-signature: ./, /^authorization: (?!Bearer )/],
  header: [/^xs-sign-value: [0-9a-f]{64}$/, /^xs-channel-id: APP_EU$/],
  bearer: [/^authorization: Bearer demo-dcs-token$/],
  form: [/^content-type: application\/x-www-form-urlencoded/],
  signInToken: [/^access_token: ./],
  open: [],
};
const tokenHeaders =
  /^(authorization|access-token|id-token|access_token|x-signature|x-ca-signature|xs-sign-value|xs-auth-token): /;

/** Whose a host is; `entered` stands for what an owner wrote in as the host of a service that no source names. */
function kindOf(host: string): string {
  if (host.endsWith(".host-unknown.invalid")) return "entered";
  if (/(^|\.)ecloudeu\.com$/.test(host)) return "vehicles";
  if (/(^|\.)smart\.com$/.test(host)) return "smart";
  return host;
}
/**
 * Which hosts see the same token, of any token that went. In Europe that of vehicle calls, of the sign-in and of the charging
 * service are kept apart; abroad the gateway takes that of vehicle calls too (docs/protocol/ecarx-smart.md 2.4).
 */
const keptApartEu = ["api.prod.digitalchargingsolutions.com", "entered vehicles", "smart", "vehicles"];
const keptApartIntl = ["entered smart vehicles", "smart", "vehicles"];

for (const { platform, access } of markets) {
  describe(`every endpoint through the node, ${platform}`, () => {
    const secrets = Object.values(demoSecrets);
    let demo: DemoCloud;
    let way: Wire;
    let vin: string;
    const logged: string[] = [];
    const answers = new Map<string, Received>();

    before((done) => void helper.startServer(done));
    after((done) => void helper.stopServer(done));

    before(async function () {
      this.timeout(360_000);
      demo = await startDemoCloud();
      way = await wireTo(demo);
      // The car that has all options.
      vin = demo.vehicles.filter((car) => (car.platform ?? "smart-eu") === platform).at(-1)!.id;
      const known = proper(vin);
      const nodes = endpoints.map((endpoint, at) => ({
        id: `ask${at}`,
        type: "vehicle-cloud-request",
        z: "tab",
        account: "acc",
        vehicle: vin,
        vehicleType:
          endpoint.path.includes("{vin}") || endpoint.query.some(({ name }) => name === "vin") ? "str" : "auto",
        endpoint: endpoint.id,
        method: endpoint.method === null ? "POST" : "",
        parameters: values(endpoint),
        bodyFrom: endpoint.method === "GET" || endpoint.method === "DELETE" ? "none" : "json",
        body: '{"name": "{{payload.name}}"}',
        ...known[endpoint.id],
        wires: [["out"]],
      }));
      const inbox = await load(
        [
          { id: "tab", type: "tab", label: "Test" },
          {
            ...{ id: "acc", type: "vehicle-cloud-account", platform, baseUrls: way.baseUrls, budget: 5000 },
            ...{ allowSister: true, allowDelete: true },
          },
          ...nodes,
          { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
          ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
        ],
        all,
        { acc: { ...demo.credentials[platform], ...demoSecrets } },
      );
      // The consent first: without it there is no journal.
      const order = [...endpoints.entries()].sort(([, a], [, b]) => consents(b) - consents(a));
      for (const [at, endpoint] of order) {
        const found = (): Received | undefined =>
          [...inbox.out, ...inbox.failed].find(({ _msgid }) => _msgid === endpoint.id);
        // The car has done what it was told before.
        if (endpoint.kind === "command") demo.control.advance(180);
        receive(`ask${at}`, { _msgid: endpoint.id, payload: { name: 'a "b"' }, now: Date.now(), confirm: endpoint.id });
        await until(`an answer to ${endpoint.id}`, found);
        answers.set(endpoint.id, found()!);
        logged.push(JSON.stringify(shown(`ask${at}`)));
      }
    });

    after(async () => {
      await unload();
      await way.close();
      await demo.close();
    });

    it("is sent, or refused for a reason that is named: the sum is all of them", () => {
      const counts = new Map<string, number>();
      for (const endpoint of audited) {
        const { error } = answers.get(endpoint.id)!;
        const reason = error ? reasonOf(endpoint, error) : "sent";
        counts.set(reason, (counts.get(reason) ?? 0) + 1);
      }
      const lines = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
      const sum = [...counts.values()].reduce((all, count) => all + count, 0);
      console.log(`        ${platform}: ${lines.join(" · ")}; ${sum} in all`);
      assert.ok(sum >= 281, "what the inventory named stays");
      assert.ok((counts.get("sent") ?? 0) > 220, lines.join(", "));
      assert.ok(!(platform === "smart-eu" && counts.has(known[3]!)), "at home there is an answer");
      for (const reason of counts.keys()) assert.ok(known.includes(reason), reason);
    });

    it("goes to the one host of its service, by method and whole path, with the proof of its scheme alone", () => {
      const world = [...new Set(way.seen.map(({ host }) => host))];
      for (const endpoint of endpoints) {
        const { error, payload } = answers.get(endpoint.id)!;
        if (error && !["NOT_SUPPORTED"].includes(error.code ?? "")) continue;
        if (error || !payload?.understood) continue;
        const service = access.services[endpoint.service]!;
        const path = `${endpoint.base ?? service.base ?? ""}/${endpoint.path.replace(/^\//, "")}`;
        const pattern = path.split("/").map((part) => (part.startsWith("{") ? undefined : part));
        const mine = way.seen.filter(({ method, url }) => {
          const parts = url.split("?")[0]!.split("/");
          return (
            method === (endpoint.method ?? "POST") &&
            parts.length === pattern.length &&
            pattern.every((part, at) => part === undefined || part === parts[at])
          );
        });
        const host = (service.hostUnknown ? unknownOrigin(endpoint.service) : service.origin)?.replace("https://", "");
        const allowed = host ? [host] : ["api.ecloudeu.com", "apiv2.ecloudeu.com"];
        const own = mine.filter((seen) => allowed.includes(seen.host));
        assert.ok(own.length > 0, `${endpoint.id} was not seen at ${allowed.join(", ")}: ${world.join(", ")}`);
        // Several of the inventory share a path: this one is told by its query.
        const fits = own.filter(({ url }) => sameQuery(url, queryOf(endpoint, vin)));
        assert.ok(fits.length > 0, `${endpoint.id}: ${own.map(({ url }) => url).join(" ")}`);
        for (const { headers } of fits) {
          const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
          for (const proof of proofs[service.scheme]!) {
            assert.ok(
              lines.some((line) => proof.test(line)),
              `${endpoint.id}: ${proof.source}`,
            );
          }
          if (service.scheme === "open") assert.ok(!lines.some((line) => tokenHeaders.test(line)), endpoint.id);
        }
      }
    });

    it("sends no token to a host that is not its own", () => {
      const tokens = (pattern: RegExp): Set<string> =>
        new Set(
          way.seen.flatMap(({ host, headers }) =>
            Object.entries(headers).some(([name, value]) => pattern.test(`${name}: ${value}`)) ? [host] : [],
          ),
        );
      assert.deepEqual(
        [...tokens(/demo-dcs-token/)],
        platform === "smart-eu" ? ["api.prod.digitalchargingsolutions.com"] : [],
      );
      const signedFor = [...tokens(/^x-signature: /)].filter((host) => !/ecloudeu\.com$/.test(host));
      assert.deepEqual(
        signedFor.filter((host) => !host.endsWith(".host-unknown.invalid")),
        [],
      );
      for (const host of tokens(/^access-token: /)) assert.match(host, /\.srv\.smart\.com$/);
      // Token by token, under whatever header it went: what one kind of host gets, no other sees.
      const hostsOf = new Map<string, Set<string>>();
      const carriers = [
        "authorization",
        "access-token",
        "id-token",
        "access_token",
        "token",
        "xs-auth-token",
        "cookie",
      ];
      for (const { host, headers, url } of way.seen) {
        for (const name of carriers) {
          const value = headers[name]?.replace(/^Bearer /, "");
          // The device id, of 16 hex digits, goes as an id-token to the host of updates.
          if (!value || /^[0-9a-f]{16}$/.test(value)) continue;
          hostsOf.set(value, (hostsOf.get(value) ?? new Set()).add(kindOf(host)));
        }
        for (const token of hostsOf.keys()) assert.ok(!url.includes(token), `a token in an address of ${host}`);
      }
      const kinds = [...new Set([...hostsOf.values()].map((hosts) => [...hosts].sort().join(" ")))].sort();
      assert.deepEqual(kinds, platform === "smart-eu" ? keptApartEu : keptApartIntl);
    });

    it("shows nothing secret in message, log, status or error", () => {
      const told =
        JSON.stringify(
          [...answers.values()].map(({ payload, error, topic }) => ({
            payload,
            error: error && { ...error, message: error.message },
            topic,
          })),
        ) + logged.join("\n");
      const log = JSON.stringify((helper.log() as unknown as SinonSpy).args);
      assert.doesNotMatch(log, /HESX|HESY/);
      // What the account holds, and every proof that went by on the wire.
      const proofsSent = way.seen.flatMap(({ headers }) =>
        Object.entries(headers).flatMap(([name, value]) =>
          tokenHeaders.test(`${name}: `) ? value.replace(/^Bearer /, "") : [],
        ),
      );
      assert.ok(proofsSent.length > 200);
      for (const proof of new Set(proofsSent)) assert.ok(!told.includes(proof) && !log.includes(proof), "a token");
      for (const secret of [
        ...secrets,
        ...Object.values(demo.credentials[platform]!).filter((value) => value !== demo.credentials[platform]!.username),
      ]) {
        assert.ok(!told.includes(String(secret)) && !log.includes(String(secret)), "a secret");
      }
      const statuses = logged.join("\n");
      assert.doesNotMatch(statuses, /HESX|HESY/);
      const errors = JSON.stringify([...answers.values()].flatMap(({ error }) => error?.message ?? []));
      assert.doesNotMatch(errors, /HESX|HESY/);
    });
  });
}

const known = [
  "sent",
  "would end the session",
  "of the other market",
  "sent, and answered as recorded abroad: nothing there (8153)",
];

/** docs/protocol/ecarx-smart.md 5.10. */
const recordedAbroad = ["iov.diagnostic-history", "iov.total-distance"];

function reasonOf(endpoint: Endpoint, { code, message }: { code?: string; message: string }): string {
  if (/would end, replace or lock out/.test(message)) return known[1]!;
  if (/is not one of smart/.test(message)) return known[2]!;
  if (/\(code 8153\)/.test(message) && recordedAbroad.includes(endpoint.id)) return known[3]!;
  return `${code}: ${endpoint.id} ${message}`;
}
