/**
 * The account "Demo e-bikes" needs no address given to anybody: a webhook node tells its own here, and the demo's fleet
 * pushes to it.
 */

interface Told {
  url: string;
  pushing: Promise<{ stop(): Promise<void> }>;
}

const told = new Map<string, Told>();
const nothing = { stop: () => Promise.resolve() };

/**
 * To be called by the webhook node of a demo account (config node `accountId`) with the base address at which it listens, e.g.
 * `http://127.0.0.1:1880/segway`, and with undefined when it stops. The same address again changes nothing, so that a
 * redeploy costs no push. Rejects with CONFIG_INVALID if the address is none.
 */
export async function announceWebhook(accountId: string, url: string | undefined): Promise<void> {
  const before = told.get(accountId);
  if (before?.url === url && before) {
    await before.pushing;
    return;
  }
  told.delete(accountId);
  await before?.pushing.catch(() => nothing).then((pushing) => pushing.stop());
  if (url === undefined) return;
  const { startDemoPushes } = require("../../account/presets") as typeof import("../../account/presets");
  const pushing = startDemoPushes(url);
  told.set(accountId, { url, pushing });
  try {
    await pushing;
  } catch (error) {
    told.delete(accountId);
    throw error;
  }
}
