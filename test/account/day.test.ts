import assert from "node:assert/strict";
import { benchRequests } from "../../bench/requests";

describe("what an account asks of the cloud", function () {
  this.timeout(360_000);

  it("stays within its promises, over a whole simulated day too", async () => {
    const counts = await benchRequests();
    assert.equal(counts.overview, 1);
    assert.equal(counts.overviewAndTarget, 2);
    assert.ok(counts.afterRestart <= 2, `after a restart: ${counts.afterRestart}`);
    assert.ok(counts.afterRestartExpired <= 4, `after a restart with a dead token: ${counts.afterRestartExpired}`);
    assert.ok(counts.parkedDayAsleep <= 100, `asleep: ${counts.parkedDayAsleep}`);
    assert.ok(counts.parkedDayAwake <= 100, `awake: ${counts.parkedDayAwake}`);
    assert.ok(counts.parkedDayAwake >= 72 + 8 * 3, "the day holds its readings and its expiries");
  });
});
