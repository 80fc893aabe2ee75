import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { VehicleCloudError } from "../../../src/base/errors";
import type { JsonObject } from "../../../src/base/json";
import { segwayPlatform } from "../../../src/platforms/segway";
import { moving } from "../../account/support/accounts";
import {
  callOf,
  always,
  clientId,
  clientSecret,
  done,
  isTokenCall,
  open,
  openDemo,
  stub,
  tokenAnswer,
  vehicle,
  type Opened,
} from "./support";

const minutes = 60_000;
const bike = (place: number): string => `8600000000${String(place).padStart(5, "0")}`;

async function failure(work: Promise<unknown> | (() => Promise<unknown>)): Promise<VehicleCloudError> {
  return (async () => (typeof work === "function" ? work() : work))().then(
    () => assert.fail("was answered"),
    (error: VehicleCloudError) => error,
  );
}

/** A session whose cloud answers each call of a vehicle as `answer` says, and what it was asked beside the token. */
async function session(
  answer: (path: string, iotCode: string) => JsonObject,
): Promise<Opened & { asked: () => number; send: (command: string, id: string) => Promise<unknown> }> {
  const transport = stub((request) => {
    if (isTokenCall(request)) return tokenAnswer();
    const { pathname, searchParams } = new URL(request.url);
    const body = JSON.parse(request.body ?? "{}") as { iotCode?: string };
    return { json: answer(pathname.split("/").at(-1)!, body.iotCode ?? searchParams.get("iotCode")!) };
  });
  const opened = open(transport, { profile: { requestsPerSecond: 1000, burst: 1000 } });
  await opened.session.signIn();
  return {
    ...opened,
    asked: () => transport.asked.filter((request) => !isTokenCall(request)).length,
    send: async (command, id) => opened.session.command(vehicle(id), { command }).send(),
  };
}

describe("segway: a client id that does not belong to the host (15100)", () => {
  it("is not asked with for a quarter of an hour, by reading, command or call", async () => {
    const { session: of, clock, asked, send } = await session(() => ({ code: 15100 }));
    const first = await failure(of.read("overview", vehicle(bike(1)), {}));
    assert.deepEqual([first.code, first.platformCode, first.sent], ["CONFIG_INVALID", "15100", undefined]);
    await clock.advance(5 * minutes);
    for (const work of [
      () => of.read("overview", vehicle(bike(1)), {}),
      () => of.read("batteryDetails", vehicle(bike(2)), {}),
      () => send("lock", bike(3)),
      () => callOf(of, "query.location", { iotCode: bike(4) }),
    ]) {
      const error = await failure(work);
      assert.deepEqual([error.code, error.platformCode, error.sent], ["CONFIG_INVALID", "15100", false]);
      assert.match(error.message, /10 min/);
      assert.match(error.message, /client id.*Test sign-in/);
      assert.match(error.message, /eu-api\.segwaydiscovery\.com/);
    }
    assert.equal(asked(), 1);
    await clock.advance(10 * minutes);
    assert.equal((await failure(send("lock", bike(3)))).sent, undefined);
    assert.equal(asked(), 2);
  });

  it("is asked with again after a new sign-in", async () => {
    let code = 15100;
    const { session: of, asked, send } = await session(() => ({ ...done(), code }));
    await failure(send("lock", bike(1)));
    code = 0;
    assert.equal((await failure(() => send("lock", bike(1)))).sent, false);
    await of.signIn();
    await send("lock", bike(1));
    assert.equal(asked(), 2);
  });

  it("is no longer asked for a token with either", async () => {
    let belongs = true;
    const transport = stub((request) =>
      isTokenCall(request) && belongs ? tokenAnswer() : { json: { code: belongs ? 15101 : 15100 } },
    );
    const { session: of, clock } = open(transport);
    await of.signIn();
    const refused = await failure(of.read("overview", vehicle(bike(1)), {}));
    belongs = false;
    assert.equal((await failure(of.refresh(refused))).code, "CONFIG_INVALID");
    const again = await failure(of.refresh(refused));
    assert.deepEqual([again.code, again.platformCode, again.sent], ["CONFIG_INVALID", "15100", false]);
    assert.equal(transport.asked.length, 3);
    await clock.advance(15 * minutes);
    await failure(of.refresh(refused));
    assert.equal(transport.asked.length, 4);
  });

  it("costs one command to fifty vehicles a handful of requests", async () => {
    const demo = await openDemo({ count: 50 });
    const account = createVehicleAccount({
      platform: segwayPlatform,
      credentials: { clientId, clientSecret },
      baseUrls: demo.baseUrls,
      vehicles: demo.ids.map((id) => ({ id, enabled: true })),
      clock: demo.clock,
    });
    try {
      demo.faults.add({ match: "/control/", code: 15100, times: Infinity });
      const asked = (): number => demo.log.entries.filter(({ path }) => path.includes("/control/")).length;
      const { counts, rows } = await moving(demo.clock, account.control(demo.ids, "lock", {}));
      assert.equal(counts.refused, 50);
      assert.ok(rows.every(({ code, platformCode }) => code === "CONFIG_INVALID" && platformCode === "15100"));
      // Those that leave together at first; the limit lets ten.
      assert.ok(asked() <= 12, `${asked()} requests`);
      const before = asked();
      await moving(demo.clock, account.control(demo.ids, "unlock", {}));
      assert.equal(asked(), before);
    } finally {
      await account.close();
      await demo.close();
    }
  });
});

describe("segway: a call that Segway has restricted (15990)", () => {
  it("for three vehicles in a row is not sent for any for a quarter of an hour; other calls are", async () => {
    const { clock, asked, send } = await session((path) => (path === "lock" ? { code: 15990 } : done()));
    for (const place of [1, 2, 3]) {
      assert.equal((await failure(send("lock", bike(place)))).sent, undefined);
    }
    const error = await failure(() => send("lock", bike(4)));
    assert.deepEqual([error.code, error.platformCode, error.sent], ["NOT_PERMITTED", "15990", false]);
    assert.match(error.message, /control\.lock.*three vehicles.*any vehicle.*15 min.*Contact Segway/s);
    assert.equal(error.retryAfterMs, 15 * minutes);
    assert.equal(asked(), 3);
    await send("unlock", bike(4));
    await clock.advance(15 * minutes);
    await failure(send("lock", bike(4)));
    assert.equal(asked(), 5);
    // It has not worked in between: the next refusal is enough.
    assert.equal((await failure(() => send("lock", bike(5)))).sent, false);
  });

  it("for one vehicle, again and again, says nothing about the others", async () => {
    const { clock, send } = await session((_, id) => (id === bike(1) ? { code: 15990 } : done()));
    for (let time = 0; time < 4; time++) {
      assert.equal((await failure(send("lock", bike(1)))).sent, undefined);
      await clock.advance(15 * minutes);
    }
    await send("lock", bike(2));
  });

  it("for some of many, with successes between them, leaves the call open", async () => {
    const { asked, send } = await session((_, id) => (Number(id) % 3 === 0 ? done() : { code: 15990 }));
    for (let place = 1; place <= 12; place++) await send("lock", bike(place)).catch(() => undefined);
    assert.equal(asked(), 12);
  });

  it("is open again as soon as one that was on its way succeeds", async () => {
    let letGo = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const transport = stub(async (request) => {
      if (isTokenCall(request)) return tokenAnswer();
      if (!request.body?.includes(bike(9))) return { json: { code: 15990 } };
      await late;
      return { json: done() };
    });
    const { session: of } = open(transport);
    await of.signIn();
    const send = async (place: number): Promise<unknown> =>
      of.command(vehicle(bike(place)), { command: "lock" }).send();
    const slow = send(9);
    for (const place of [1, 2, 3]) await failure(send(place));
    assert.equal((await failure(() => send(4))).sent, false);
    letGo();
    await slow;
    assert.equal((await failure(() => send(4))).sent, undefined);
  });

  it("is remembered for a query too", async () => {
    const transport = always({ code: 15990 });
    const { session: of } = open(transport);
    await of.signIn();
    await failure(of.read("batteryDetails", vehicle(bike(1)), {}));
    assert.equal((await failure(of.read("batteryDetails", vehicle(bike(1)), {}))).sent, false);
    assert.equal(transport.asked.length, 2);
  });
});
