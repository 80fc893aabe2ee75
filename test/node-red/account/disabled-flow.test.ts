import assert from "node:assert/strict";
import { errorToStatus } from "../../../src/node-red/shared/error-to-status";
import { findAccount } from "../../../src/node-red/shared/find-account";
import { accountType, type Red } from "../../../src/node-red/shared/types";

describe("an account that does not run", () => {
  const flow = (disabled: boolean): Red => {
    const saved = [
      { id: "tab", type: "tab", disabled },
      { id: "acc", type: accountType, z: "tab" },
    ];
    const nodes = { getNode: () => null, eachNode: (look: (node: object) => void) => saved.forEach(look) };
    return { nodes } as unknown as Red;
  };
  const told = (red: Red): { message: string; text?: string } => {
    try {
      findAccount(red, "acc");
    } catch (thrown) {
      const { error, line } = errorToStatus("vehicle-cloud-status", thrown);
      return { message: error.message, text: line?.text };
    }
    return assert.fail("it was expected to throw");
  };

  it("because its flow is disabled says so, and not to look into the log", () => {
    const { message, text } = told(flow(true));
    assert.match(message, /in a flow that is disabled; enable that flow/);
    assert.match(text ?? "", /accountDisabled$/);
  });

  it("for another reason points to the log", () => {
    assert.match(told(flow(false)).message, /see Node-RED's log/);
  });
});
