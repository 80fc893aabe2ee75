// `npm start`: Node-RED on this machine with this package in the palette and the first example on the canvas.
// PORT = another port. VEHICLE_CLOUD_USERDIR = another user directory. VEHICLE_CLOUD_LOG = Node-RED's log level.
// VEHICLE_CLOUD_CATALOGUE=1 = the palette manager lists the public catalogue, too, which asks catalogue.nodered.org.
// NODE_RED_PATH = another Node-RED than the one in node_modules.
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const settingsFile = join(root, "dev", "settings.cjs");
const settings = require(settingsFile);

/** An empty credentials file as Node-RED writes it; without one it warns at the first start. */
function emptyCredentials() {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-ctr", createHash("sha256").update(settings.credentialSecret).digest(), iv);
  return JSON.stringify({ $: iv.toString("hex") + cipher.update("{}", "utf8", "base64") + cipher.final("base64") });
}

/** Node-RED itself says of a taken port neither which nor what to do. */
function portFault() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", ({ code }) => resolve(code));
    probe.listen(settings.uiPort, settings.uiHost, () => probe.close(() => resolve(undefined)));
  });
}

if ((await portFault()) === "EADDRINUSE") {
  const another = settings.uiPort < 65535 ? settings.uiPort + 1 : 1880;
  console.error(
    `Port ${settings.uiPort} is taken, by another Node-RED perhaps. Take another one: PORT=${another} npm start`,
  );
  process.exit(1);
}

if (!existsSync(settings.flowFile)) {
  mkdirSync(settings.userDir, { recursive: true });
  copyFileSync(join(root, "examples", "01 Your car in two minutes.json"), settings.flowFile);
  writeFileSync(settings.flowFile.replace(/\.json$/, "_cred.json"), emptyCredentials(), { mode: 0o600 });
}

// Node-RED's own program, in this process: it brings its handling of signals and of errors with it.
const main = require.resolve(process.env.NODE_RED_PATH || "node-red");
const program = join(dirname(main), "..", "red.js");
process.argv = [process.argv[0], program, "-s", settingsFile];
const red = require(main);
require(program);

// One line once Node-RED answers: whoever reads the address may open it at once.
const address = `http://${settings.uiHost}:${settings.uiPort}/`;
await new Promise((resolve) => red.events.once("flows:started", resolve));
for (;;) {
  const answer = red.server?.listening && (await fetch(address).catch(() => undefined));
  if (answer?.ok) break;
  await new Promise((resolve) => setTimeout(resolve, 50));
}
console.log(`Node-RED with the demo car: ${address}`);
