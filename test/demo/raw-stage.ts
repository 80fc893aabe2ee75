import { ManualClock } from "../../src/base/clock";
import { startDemoCloud, type DemoCloud } from "../../src/demo";
import { RawClient, type Answer, type SignedCall } from "./raw-client";

/** The first car of the demo: a smart #1. */
export const one = "HESXDEM01P0000001";

/** A demo cloud for the tests of a `describe`, and a client of its own that has signed in and selected the first car. */
export class RawStage {
  readonly clock: ManualClock;
  cloud!: DemoCloud;
  client!: RawClient;

  /** `at`: ISO 8601, when it begins. */
  constructor(at?: string) {
    this.clock = new ManualClock(at);
    before(async () => {
      this.cloud = await startDemoCloud({ clock: this.clock });
      this.client = await new RawClient(this.cloud, () => this.clock.now()).open();
      await this.client.select(one);
    });
    after(() => this.cloud.close());
  }

  /** The first car does nothing by itself, and a minute passes after each test. */
  settled(): this {
    before(() => this.cloud.control.set(one, { routine: false }));
    afterEach(() => this.clock.jump(60_000));
    return this;
  }

  /** Why the demo refused the last request, by its log. */
  readonly note = (): string => this.cloud.control.log.at(-1)?.note ?? "";

  readonly sendJson = (method: string, path: string, body: unknown, more: Partial<SignedCall> = {}): Promise<Answer> =>
    this.client.signed({ method, path, body: JSON.stringify(body), ...more });

  /** A session anew, with the first car selected in it. */
  readonly anew = async (): Promise<void> => {
    await this.client.exchange();
    await this.client.select(one);
  };
}
