import assert from "node:assert/strict";
import { cloudError } from "../../../../src/base/errors";
import {
  api,
  apiv2,
  code,
  exchanged,
  exchangePath,
  failure,
  five,
  ok,
  one,
  openSession,
  selectPath,
  statusPath,
} from "../support";

const select = `POST ${api}${selectPath}`;
const two = { ...one, id: "HESXTEST0P0000002" };

describe("selecting a vehicle at the ECARX cloud", () => {
  it("selects the first car once per token and host, and no other", async () => {
    const { session, network } = openSession();
    network.on(selectPath, ok());
    for (const vehicle of [one, two, one, five, five]) await session.prepare(vehicle, {});
    assert.deepEqual(network.lines, [select, `POST ${apiv2}${selectPath}`]);
    assert.equal(network.asked[0]?.body, `{"vin":"${one.id}","sessionToken":"T0","language":""}`);
  });

  it("leaves the vehicle headers off the selection and puts them on every vehicle call", async () => {
    const { session, network } = openSession();
    network.on(selectPath, ok()).on(statusPath(two.id), ok({ updateTime: "1780300740000" }));
    await session.prepare(one, {});
    await session.read("overview", two, {});
    const [selecting, reading] = network.asked;
    assert.equal(selecting?.headers["x-vehicle-identifier"], undefined);
    assert.equal(reading?.headers["x-vehicle-identifier"], two.id);
    assert.equal(reading?.headers["x-vehicle-series"], "HX1H2D3B6213001257");
    assert.equal(reading?.headers["x-vehicle-model"], "HX1H2D3B6213001257");
  });

  it("percent-encodes the material code, and sends only the VIN where there is none", async () => {
    const { session, network } = openSession();
    network
      .on(statusPath(one.id), ok({ updateTime: "1780300740000" }))
      .on(statusPath(five.id), ok({ updateTime: "1780300740000" }));
    await session.read("overview", { ...one, facts: { matCode: "HX1 +ü" } }, {});
    await session.read("overview", five, {});
    assert.equal(network.asked[0]?.headers["x-vehicle-series"], "HX1%20%2B%C3%BC");
    assert.equal(network.asked[1]?.headers["x-vehicle-identifier"], five.id);
    assert.equal("x-vehicle-series" in (network.asked[1]?.headers ?? {}), false);
  });

  it("selects anew for a new token", async () => {
    const { session, network } = openSession();
    network.on(selectPath, ok()).on(`POST ${api}${exchangePath}`, exchanged("T1"));
    await session.prepare(one, {});
    await session.refresh(cloudError("SIGN_IN_NEEDED", "x"));
    await session.prepare(two, {});
    assert.equal(network.count(selectPath), 2);
    assert.match(network.asked.at(-1)?.body ?? "", /"sessionToken":"T1"/);
  });

  it("selects again when asked to, at most once a minute for a vehicle", async () => {
    const { session, network, clock } = openSession();
    network.on(selectPath, ok());
    await session.prepare(one, {});
    await session.prepare(one, { again: true });
    await session.prepare(one, { again: true });
    await session.prepare(two, { again: true });
    assert.equal(network.count(selectPath), 3);
    await clock.advance(60_000);
    await session.prepare(one, { again: true });
    assert.equal(network.count(selectPath), 4);
  });

  it("selects once for many callers at the same time", async () => {
    const { session, network } = openSession();
    network.on(selectPath, ok());
    await Promise.all(Array.from({ length: 50 }, (_, n) => session.prepare(n % 2 ? one : two, {})));
    assert.equal(network.count(selectPath), 1);
  });

  it("tries again after a selection that failed", async () => {
    const { session, network } = openSession();
    network.on(selectPath, code("8006"), ok());
    const error = await failure(session.prepare(one, {}));
    assert.equal(error.code, "VEHICLE_UNKNOWN");
    await session.prepare(one, {});
    assert.equal(network.count(selectPath), 2);
  });

  it("does not select while a call is under way, nor call while it selects", async () => {
    const { session, network } = openSession();
    const order: string[] = [];
    const ends: (() => void)[] = [];
    const slow = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise<void>((resolve) => ends.push(resolve));
      order.push(`${name} ends`);
      return ok({ updateTime: "1780300740000" });
    };
    const endOne = async (): Promise<void> => {
      ends.shift()?.();
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    network
      .on(`GET ${api}${statusPath(one.id)}`, slow("one"))
      .on(`GET ${api}${statusPath(two.id)}`, slow("two"))
      .on(selectPath, slow("selection"));
    const all = [
      session.read("overview", one, {}),
      session.prepare(two, { again: true }),
      session.read("overview", two, {}),
      session.read("overview", one, {}),
    ];
    for (let ended = 0; ended < 4; ended++) await endOne();
    await Promise.all(all);
    assert.deepEqual(order.slice(0, 4), ["one begins", "one ends", "selection begins", "selection ends"]);
    assert.deepEqual(order.slice(4, 6).sort(), ["one begins", "two begins"]);
  });

  it("needs no selection after a restart with a living session", async () => {
    const first = openSession();
    first.network.on(selectPath, ok());
    await first.session.prepare(one, {});
    const second = openSession({ stored: first.saved.at(-1) });
    await second.session.prepare(two, {});
    assert.equal(second.network.lines.length, 0);
  });
});

describe("finding the host a vehicle lives on", () => {
  const onV1 = `GET ${api}${statusPath(five.id)}`;
  const onV2 = `GET ${apiv2}${statusPath(five.id)}`;
  const unlabelled = { ...five, facts: {} };

  it("asks a #5 on its own host, everything else on the usual one", async () => {
    const { session, network } = openSession();
    network
      .on(statusPath(five.id), ok({ updateTime: "1780300740000" }))
      .on(statusPath(one.id), ok({ updateTime: "1780300740000" }))
      .on(statusPath(two.id), ok({ updateTime: "1780300740000" }));
    await session.read("overview", five, {});
    await session.read("overview", one, {});
    await session.read("overview", { ...two, facts: { series: "ZZ99" } }, {});
    assert.deepEqual(
      network.asked.map(({ host }) => host),
      [apiv2, api, api],
    );
  });

  it("moves a vehicle to the other host, remembers it, and selects it there", async () => {
    const { session, network } = openSession();
    network
      .on(onV1, code("8063"))
      .on(onV2, ok({ updateTime: "1780300740000" }))
      .on(selectPath, ok());
    const error = await failure(session.read("overview", unlabelled, {}));
    assert.equal(session.react(error, { purpose: "read", vehicle: unlabelled }), "otherHost");
    assert.equal(session.switchHost?.(unlabelled), true);
    await session.prepare(unlabelled, {});
    await session.read("overview", unlabelled, {});
    const restarted = openSession({ stored: session.save() });
    restarted.network.on(onV2, ok({ updateTime: "1780300740000" }));
    await restarted.session.read("overview", unlabelled, {});
    assert.deepEqual(restarted.network.lines, [onV2]);
  });

  it("says VEHICLE_UNKNOWN when neither host has it, asks each once, and begins at the usual one next time", async () => {
    const { session, network } = openSession();
    network.on(onV1, code("8063")).on(onV2, code("8060"));
    const first = await failure(session.read("overview", unlabelled, {}));
    assert.equal(session.react(first, { purpose: "read", vehicle: unlabelled }), "otherHost");
    session.switchHost?.(unlabelled);
    const second = await failure(session.read("overview", unlabelled, {}));
    assert.equal(second.code, "VEHICLE_UNKNOWN");
    assert.equal(session.react(second, { purpose: "read", vehicle: unlabelled }), "none");
    assert.equal(session.switchHost?.(unlabelled), false);
    await failure(session.read("overview", unlabelled, {}));
    assert.deepEqual(network.lines, [onV1, onV2, onV1]);
  });

  it("takes a missing path for a missing feature where the vehicle's other calls succeed, and remembers it", async () => {
    const { session, network } = openSession();
    network.on(statusPath(one.id), ok({ updateTime: "1780300740000" })).on(`/soc/${one.id}`, code("1405"));
    await session.read("overview", one, {});
    const error = await failure(session.read("chargeTarget", one, {}));
    assert.equal(error.code, "NOT_SUPPORTED");
    assert.equal(session.react(error, { purpose: "read", vehicle: one }), "none");
    const again = await failure(session.read("chargeTarget", one, {}));
    assert.deepEqual([again.code, again.sent], ["NOT_SUPPORTED", false]);
    assert.equal(network.count(`/soc/${one.id}`), 1);
    await session.read("overview", one, {});
  });

  it("never stops asking for the overview", async () => {
    const { session, network } = openSession();
    network.on(statusPath(one.id), code("1404"), ok({ updateTime: "1780300740000" }));
    await failure(session.read("overview", one, {}));
    await session.read("overview", one, {});
    assert.equal(network.lines.length, 2);
  });
});
