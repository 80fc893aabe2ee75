import { signSegwayPush } from "../../src/platforms/segway/push-signature";
import { alert, secret, status } from "../../test/platforms/segway/pushes";

/** A day in November 2025: a time that nobody can mean is read as none. */
let time = 1_763_791_200;

/** Signed status pushes, each of a time of its own, so that none is taken for a repeat. */
export function statusBodies(count: number, vehicles = 1000, more: Record<string, string> = {}): string[] {
  return Array.from({ length: count }, (_, index) => {
    const fields = {
      ...status,
      iotCode: String(860_000_000_000_000 + (index % vehicles)),
      powerPercent: String(20 + (index % 80)),
      speed: String(index % 25),
      odometer: String(9000 + (index % 1000)),
      statusUtcTime: String(time++),
      ...more,
    };
    return signed(fields);
  });
}

/** A signed push of an alert that has come. */
export function alertBody(iotCode: string): string {
  return signed({ ...alert, iotCode, statusUtcTime: String(time++) });
}

function signed(fields: Record<string, string>): string {
  const pairs = Object.entries(fields).map(([key, value]) => `${key}=${value}`);
  return `${pairs.join("&")}&signature=${signSegwayPush(fields, secret)}`;
}

/** The same pushes with a value changed after they were signed. */
export function forge(bodies: string[]): string[] {
  return bodies.map((body) => body.replace("locked=false", "locked=true"));
}
