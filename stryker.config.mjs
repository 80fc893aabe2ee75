// `npm run mutation`: what can be checked by few and quick tests, one area at a time: `AREA=fences npm run mutation`. The command
// runner, since Stryker's own runner for mocha is behind mocha; so each mutant costs one start of the area's tests.
const areas = {
  signing: {
    mutate: ["src/platforms/ecarx/session/signing.ts"],
    tests: ["test/platforms/ecarx/session/signing.test.ts"],
  },
  reading: {
    mutate: ["src/platforms/ecarx/status/battery.ts"],
    tests: ["test/platforms/ecarx/status/battery.test.ts", "test/platforms/ecarx/status/status.test.ts"],
  },
  pushes: {
    mutate: ["src/platforms/segway/push-signature.ts"],
    tests: ["push-signature", "readings", "vectors"].map((name) => `test/platforms/segway/${name}.test.ts`),
  },
  fences: {
    mutate: ["state", "track", "measure", "watch"].map((name) => `src/vehicle/fences/fence-${name}.ts`),
    tests: ["test/vehicle/fences/*.test.ts"],
  },
  commands: {
    mutate: ["src/account/commands/command-queue.ts", "src/account/commands/command-sender.ts"],
    tests: ["command-queue", "commands", "never-twice", "account"].map(
      (name) => `test/account/commands/${name}.test.ts`,
    ),
  },
};
const { mutate, tests } = areas[process.env.AREA ?? "signing"];

export default {
  mutate,
  testRunner: "command",
  commandRunner: { command: `npx mocha --bail ${tests.map((path) => `"${path}"`).join(" ")}` },
  plugins: [],
  // Its own handling of it needs a compiler beside Stryker; tsx reads no types anyway.
  tsconfigFile: "none",
  concurrency: 2,
  reporters: ["clear-text", "progress"],
  ignorePatterns: ["dist", "coverage", "reports", "compat", "docs"],
};
