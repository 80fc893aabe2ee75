// `npm run mutation`: what can be checked by few and quick tests. The command runner, since Stryker's own runner for mocha is
// behind mocha; so each mutant costs one start of the tests below.
const tests = [
  "test/platforms/ecarx/session/signing.test.ts",
  "test/platforms/ecarx/status/battery.test.ts",
  "test/platforms/ecarx/status/status.test.ts",
  "test/platforms/segway/{push-signature,readings,vectors}.test.ts",
];

export default {
  mutate: [
    "src/platforms/ecarx/session/signing.ts",
    "src/platforms/ecarx/status/battery.ts",
    "src/platforms/segway/push-signature.ts",
  ],
  testRunner: "command",
  commandRunner: { command: `npx mocha --bail ${tests.map((path) => `"${path}"`).join(" ")}` },
  plugins: [],
  // Its own handling of it needs a compiler beside Stryker; tsx reads no types anyway.
  tsconfigFile: "none",
  concurrency: 2,
  reporters: ["clear-text", "progress"],
  ignorePatterns: ["dist", "coverage", "reports", "compat", "docs"],
};
