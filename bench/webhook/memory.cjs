// What the last states of a fleet take, and whether hours of pushes add to it. Run with --expose-gc; argv: dist, vehicles, rounds.
const { Buffer } = require("node:buffer");
const { URLSearchParams } = require("node:url");
const { join } = require("node:path");
const [dist, vehicles, rounds] = process.argv.slice(2);
const from = (path) => require(join(dist, "src", path));
const { createVehicleAccount } = from("account/create");
const { signSegwayPush } = from("platforms/segway/push-signature");
const { pushMessages } = from("node-red/webhook/push-message");

const clientSecret = "11112222-3333-4444-5555-666677778888";
const collect = () => {
  for (let i = 0; i < 4; i++) globalThis.gc();
  return process.memoryUsage().heapUsed;
};

async function main() {
  const account = createVehicleAccount({ platform: "segway", credentials: { clientId: "E00001", clientSecret } });
  await account.vehicles();
  const push = async (kind, fields) => {
    const body = new URLSearchParams({ ...fields, signature: signSegwayPush(fields, clientSecret) }).toString();
    pushMessages(await account.receivePush(kind, Buffer.from(body)), undefined);
  };
  const round = async (number) => {
    for (let i = 0; i < Number(vehicles); i++) {
      const common = { iotCode: String(860_000_000_000_000 + i), platformCode: "E00001" };
      const time = String(1_763_791_200 + number * 900);
      const status = { online: "true", locked: String(number % 2 === 0), lockVoltage: "412", networkSignal: "27" };
      const ride = {
        charging: "false",
        powerPercent: String((i + number) % 100),
        speed: "0",
        odometer: String(9000 + i),
      };
      const rest = { remainingRange: "3000", totalRidingSecs: "110", statusUtcTime: time };
      await push("status", { ...common, ...status, ...ride, ...rest });
      const place = { locationStatus: "valid", latitude: (48 + i / 1e5).toFixed(6), longitude: "-2.352200" };
      await push("location", {
        ...common,
        ...place,
        satelliteNumber: "9",
        hdop: "1.10",
        altitude: "10.0",
        gpsUtcTime: time,
      });
    }
  };
  const before = collect();
  const perVehicle = [];
  for (let number = 0; number < Number(rounds); number++) {
    await round(number);
    perVehicle.push(Math.round((collect() - before) / Number(vehicles)));
  }
  console.log(JSON.stringify(perVehicle));
  await account.close();
}
void main();
