// Which files a mutation run changes, and which tests have to notice. Folders stand for every file or test in them.
export const areas = {
  signing: {
    mutate: [
      "src/platforms/ecarx/session/signing.ts",
      "src/platforms/ecarx/session/signer.ts",
      "src/platforms/lynkco-eu/signing.ts",
    ],
    tests: [
      "test/platforms/ecarx/session",
      "test/platforms/ecarx/strategies.test.ts",
      "test/platforms/ecarx/intl.test.ts",
      "test/platforms/ecarx/lynkco.test.ts",
      "test/platforms/lynkco-gric",
      "test/platforms/lynkco-eu/vectors.test.ts",
      "test/platforms/lynkco-eu/account.test.ts",
    ],
  },
  reading: {
    mutate: ["src/platforms/ecarx/status"],
    tests: [
      "test/platforms/ecarx/status",
      "test/platforms/ecarx/reads",
      "test/platforms/ecarx/geely-em.test.ts",
      "test/platforms/ecarx/made-up-brand",
      "test/platforms/lynkco-gric",
      "test/account/readings/status.test.ts",
    ],
  },
  "lynkco-eu": {
    mutate: [
      "src/platforms/lynkco-eu/read-parts.ts",
      "src/platforms/lynkco-eu/reader.ts",
      "src/platforms/lynkco-eu/parts.ts",
    ],
    tests: ["test/platforms/lynkco-eu"],
  },
  segway: {
    mutate: [
      "src/platforms/segway/read-status.ts",
      "src/platforms/segway/read-push.ts",
      "src/platforms/segway/readings.ts",
      "src/platforms/segway/push-fields.ts",
      "src/platforms/segway/battery-info.ts",
      "src/platforms/segway/codings.ts",
    ],
    tests: ["test/platforms/segway"],
  },
  pushes: {
    mutate: ["src/platforms/segway/push-signature.ts"],
    tests: ["test/platforms/segway"],
  },
  commands: {
    mutate: [
      "src/account/commands/command-queue.ts",
      "src/account/commands/command-sender.ts",
      "src/account/commands/confirmation.ts",
      "src/account/commands/confirmation-reads.ts",
    ],
    // Without never-twice.test.ts and broken-tls.test.ts, which wait for real connections: one test of them takes a minute.
    tests: [
      ...["account", "command-queue", "command-sender", "commands", "read-times", "wake-first"].map(
        (name) => `test/account/commands/${name}.test.ts`,
      ),
      "test/account/close.test.ts",
      "test/platforms/ecarx/commands",
    ],
  },
  fences: {
    mutate: ["src/vehicle/fences"],
    tests: ["test/vehicle/fences", "test/account/stored-fences.test.ts"],
  },
};
