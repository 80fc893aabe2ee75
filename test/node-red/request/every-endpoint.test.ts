/** All endpoints of the catalogue, through the node, on the demo cloud, in each market: sent as they should be, or refused. */
import assert from "node:assert/strict";
import { endpoints, startDemoCloud, type DemoCloud, type Endpoint } from "../../../src/index";
import { demoSecrets } from "../../../src/demo/ecarx/smart/catalogue";
import { euServices, intlServices } from "../../../src/platforms/ecarx/profiles/smart-services";
import { unknownOrigin } from "../../../src/platforms/ecarx/catalogue/endpoints";
import { helper, load, receive, shown, unload, until, type Received } from "../support";
import { all } from "./support";
import { wireTo, type Wire } from "./wire";

const markets = [
  { platform: "smart-eu", access: euServices },
  { platform: "smart-intl", access: intlServices },
] as const;

/** A value for each parameter of the path that the account does not know by itself. */
const values = (endpoint: Endpoint): Record<string, { value: string; type: string }> => {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  const open = endpoint.query.flatMap(({ name, value }) => (value === null && name !== "vin" ? name : []));
  const wanted = [...names.filter((name) => !["vin", "userId", "modelCode"].includes(name)), ...open];
  return Object.fromEntries(wanted.map((name) => [name, { value: "x1'!*()", type: "str" }]));
};

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

for (const { platform, access } of markets) {
  describe(`every endpoint through the node, ${platform}`, () => {
    const secrets = Object.values(demoSecrets);
    let demo: DemoCloud;
    let way: Wire;
    const logged: string[] = [];
    const answers = new Map<string, Received>();

    before((done) => void helper.startServer(done));
    after((done) => void helper.stopServer(done));

    before(async function () {
      this.timeout(120_000);
      demo = await startDemoCloud();
      way = await wireTo(demo);
      const vin = demo.vehicles.find((car) => (car.platform ?? "smart-eu") === platform)!.id;
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
      for (const [at, endpoint] of endpoints.entries()) {
        const found = (): Received | undefined =>
          [...inbox.out, ...inbox.failed].find(({ _msgid }) => _msgid === endpoint.id);
        receive(`ask${at}`, { _msgid: endpoint.id, payload: { name: 'a "b"' }, confirm: endpoint.id });
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
      for (const endpoint of endpoints) {
        const { error } = answers.get(endpoint.id)!;
        const reason = error ? reasonOf(endpoint, error) : "sent";
        counts.set(reason, (counts.get(reason) ?? 0) + 1);
      }
      const lines = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
      console.log(`        ${platform}: ${lines.join(" · ")}`);
      assert.equal(
        [...counts.values()].reduce((sum, count) => sum + count, 0),
        endpoints.length,
      );
      assert.ok((counts.get("sent") ?? 0) > 200, lines.join(", "));
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
        for (const { headers } of own) {
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
    });

    it("shows nothing secret in message, status or error", () => {
      const told =
        JSON.stringify(
          [...answers.values()].map(({ payload, error, topic }) => ({
            payload,
            error: error && { ...error, message: error.message },
            topic,
          })),
        ) + logged.join("\n");
      for (const secret of [
        ...secrets,
        ...Object.values(demo.credentials[platform]!).filter((value) => value !== demo.credentials[platform]!.username),
      ]) {
        assert.ok(!told.includes(String(secret)), "a secret");
      }
      const statuses = logged.join("\n");
      assert.doesNotMatch(statuses, /HESX/);
      const errors = JSON.stringify([...answers.values()].flatMap(({ error }) => error?.message ?? []));
      assert.doesNotMatch(errors, /HESX/);
    });
  });
}

const known = [
  "sent",
  "would end the session",
  "of the other market",
  "an option that no demo car has",
  "sent, and refused by the demo for body or values",
];

function reasonOf(endpoint: Endpoint, { code, message }: { code?: string; message: string }): string {
  if (/would end, replace or lock out/.test(message)) return known[1]!;
  if (/is not one of smart/.test(message)) return known[2]!;
  if (code === "NOT_SUPPORTED" && endpoint.observed?.answers?.some((said) => said.startsWith("1405"))) return known[3]!;
  if (/\(code (1400|1405|8153|8006)\)/.test(message)) return known[4]!;
  return `${code}: ${endpoint.id} ${message}`;
}
