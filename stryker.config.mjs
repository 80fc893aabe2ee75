// `npm run mutation`: what can be checked by few and quick tests. The command runner, since Stryker's own runner for mocha is
// behind mocha; so each mutant costs one start of the tests below.
const tests = [
  "test/platforms/ecarx/signing.test.ts",
  "test/reading/battery.test.ts",
  "test/reading/status.test.ts",
  "test/segway-pure/*.test.ts",
];

export default {
  mutate: [
    "src/platforms/ecarx/signing.ts",
    "src/platforms/ecarx/read-battery.ts",
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
