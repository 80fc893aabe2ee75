import { format } from "prettier";
import type { Cell } from "./cells";
import type { Asked, Outcome } from "./line";

export type Measured = Cell & { outcome: Record<Asked, Outcome> };

const told = ({ result, left, arrived }: Outcome): string[] => [
  result === "value" ? "a value" : `\`${result}\``,
  String(left),
  String(arrived),
];

/** docs/weather.md: what came of every request in every weather. */
export function report(measured: readonly Measured[]): Promise<string> {
  const head = ["line to the cloud", "sign-in", "left", "arrived", "read", "left", "arrived"];
  const rows = measured.map(({ name, outcome }) => [name, ...told(outcome["sign-in"]), ...told(outcome.read)]);
  const table = [head, ["---", "---", "---:", "---:", "---", "---:", "---:"], ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
  const text = `# All weather

Written by the tests (\`test/weather\`), which fail if it no longer holds. A line that can be spoiled stands between the
client and the demo cloud: the request with the password ("sign-in"), or that for a status with a live session ("read"),
goes through it and meets the same weather at every try. All other requests go straight to the cloud.

- **left**: how often the request left the client. A read is tried three times in all (after 1 s and 4 s). The password is
  sent once, whatever happens to it: too many sign-ins lock an account.
- **arrived**: how often it arrived at the cloud.
- Once the line is good again, every one of these gives a value at the next request; after a failed sign-in that is a
  minute later, and the sign-in is made once.

${table}

What a flow sees of the codes is in [errors.md](errors.md). Other weathers (refusals by the cloud, maintenance pages, wrong
clocks, certificates, name look-up) have tests of their own in \`test/account/weather.test.ts\`.
`;
  return format(text, { parser: "markdown", printWidth: 120 });
}
