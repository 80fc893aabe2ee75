// `npm run mutation`: what can be checked by few and quick tests, one area at a time: `AREA=fences npm run mutation`. The command
// runner, since Stryker's own runner for mocha is behind mocha; so each mutant costs one start of the area's tests.
const areas = {
  signing: {
    mutate: ["src/platforms/ecarx/session/signing.ts"],
    tests: ["test/platforms/ecarx/session/signing.test.ts"],
  },
  reading: {
    mutate: ["src/platforms/ecarx/status/battery.ts"],
    tests: ["test/platforms/ecarx/status/{battery,status}.test.ts"],
  },
  pushes: {
    mutate: ["src/platforms/segway/push-signature.ts"],
    tests: ["test/platforms/segway/{push-signature,readings,vectors}.test.ts"],
  },
  fences: {
    mutate: ["src/vehicle/fences/{fence-state,fence-track,fence-measure,fence-watch}.ts"],
    tests: ["test/vehicle/fences/*.test.ts"],
  },
  commands: {
    mutate: ["src/account/commands/{command-queue,command-sender}.ts"],
    tests: ["test/account/commands/{command-queue,commands,never-twice,account}.test.ts"],
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
