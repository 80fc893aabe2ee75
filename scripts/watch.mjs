// `npm run watch`: builds, starts Node-RED as `npm start` does, and does both again whenever a source changes. What does not
// compile leaves the Node-RED of before running, as it leaves dist/.
import { spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import { clearTimeout, setTimeout } from "node:timers";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const script = (name) => spawn(process.execPath, [join(root, "scripts", name)], { cwd: root, stdio: "inherit" });
const ended = (child) =>
  child.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once("exit", resolve))
    : Promise.resolve();

let running;
let changed = true;
let busy = false;

async function turn() {
  if (busy) return;
  busy = true;
  while (changed) {
    changed = false;
    const build = script("build.mjs");
    await ended(build);
    if (build.exitCode !== 0) {
      console.log("Not built; waiting for the next change");
      continue;
    }
    running?.kill("SIGTERM");
    if (running) await ended(running);
    running = script("start.mjs");
  }
  busy = false;
}

for (const folder of ["src", "nodes", "icons", "dev"].map((name) => join(root, name)).filter(existsSync)) {
  // An editor saves in several steps: all of them within a moment are one change.
  let pause;
  watch(folder, { recursive: true }, () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      changed = true;
      void turn();
    }, 100);
  });
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    running?.kill("SIGTERM");
    if (running) await ended(running);
    process.exit(0);
  });
}
void turn();
