// One worked example per domain of the endpoint catalogue: which endpoint, what it is given, and the page that tells of it.

/** Domains that readings and commands of the package's own cover; the words are those of the node's lists. */
const dedicated = {
  "Vehicle Status & Telematics":
    "**vehicle status**: overview, charge target, state flags; unverified: diagnostic history and power mode. QRVS has no reading of its own: call `iov.qrvs-status`",
  Charging:
    "**vehicle status**: charging schedule; unverified: charge status, charge records, next travel time. Example 21 makes a table of `iov.ecarx-charge-record`",
  "Journey Logs & Trips": "**vehicle status**: trips and trip track; **vehicle command**: trip recording on and off",
  "Energy Rankings": "**vehicle status**, unverified: ranking by distance, fuel or energy",
  "Locker / Fridge / Fragrance / Climate":
    "**vehicle status**, unverified: locker, fridge, fragrance and climate schedule",
};

/** What belongs to the example's domain and has a way of its own. */
const beside = {
  Geofences: "**vehicle status**, unverified: geofences; **vehicle geofence** keeps fences in the flow",
  "Device / Dealer / Platform":
    "the account reads the list of vehicles by itself; the example of dealers nearby asks `iov.dealers-search`",
  Misc: "valet mode (VTM) is a reading of **vehicle status**, unverified; **vehicle command** sends a destination",
  GidServiceInterface: "**vehicle status**: capabilities",
  "Weather / Air Quality": "the example of the weather where the car is",
  "GSVApi — Global Vehicle Service": "**vehicle status**: abilities and pictures",
  "OTA App Info": "**vehicle status**: firmware",
};

const kinds = ["read", "write", "command", "destructive"];
const callables = ["yes", "hostUnknown", "secret", "otherRegion", "endsSession"];

/** The node and the account fill these in. */
const fromAccount = ["vin", "userId", "modelCode"];

const asked = ({ parameters }) => parameters.filter(({ name, required }) => required && !fromAccount.includes(name));

/** Lower is the better example: what can be called, changes nothing, is used, is sure, and asks for little. */
function rank(row) {
  const order = [
    callables.indexOf(row.callable) > 2 ? 1 : 0,
    kinds.indexOf(row.kind),
    callables.indexOf(row.callable),
    row.used ? 0 : 1,
    row.method === null ? 1 : 0,
    row.certainty === "table" ? 0 : 1,
    asked(row).length,
  ];
  return order.reduce((sum, digit) => sum * 10 + digit, 0);
}

/**
 * The examples, in the order of the catalogue. `markets`: [{platform, rows}], the one of the home market first; each domain's
 * example is of the market where more of it can be called.
 */
export function chooseExamples(markets) {
  const domains = new Map();
  for (const { platform, rows } of markets) {
    for (const row of rows) {
      const key = `${row.service}: ${row.domain}`;
      const best = domains.get(key);
      if (!best || rank(row) < rank(best.row)) domains.set(key, { key, platform, row });
    }
  }
  return [...domains.values()].map(({ key, platform, row }) => {
    const instead = dedicated[row.domain];
    return { key, id: row.id, platform, row, ...(instead ? { instead } : { call: callOf(row) }) };
  });
}

/** What the node's fields hold; the demo takes any text for what is asked. */
function callOf(row) {
  const given = row.parameters.flatMap(({ name, value, required }) => {
    if (fromAccount.includes(name)) return [];
    return value === undefined && !required ? [] : [[name, value ?? "1"]];
  });
  const method = row.method ?? (row.kind === "read" ? "GET" : "POST");
  return {
    parameters: Object.fromEntries(given),
    needsVehicle: row.parameters.some(({ name }) => name === "vin"),
    ...(row.method === null ? { method } : {}),
    ...(method === "POST" || method === "PUT" ? { body: {} } : {}),
    ...(row.kind === "destructive" ? { confirm: row.id } : {}),
  };
}

/** As `account.request(id, params)` takes it. */
export function paramsOf({ row, call }, vin) {
  const inPath = row.parameters.filter((one) => one.in === "path").map(({ name }) => name);
  const all = Object.entries(call.parameters);
  return {
    ...(call.needsVehicle ? { vin } : {}),
    ...Object.fromEntries(all.filter(([name]) => inPath.includes(name))),
    query: Object.fromEntries(all.filter(([name]) => !inPath.includes(name))),
    ...(call.method ? { method: call.method } : {}),
    ...(call.body ? { body: call.body } : {}),
    ...(call.confirm ? { confirm: call.confirm } : {}),
  };
}

/** Members and what kind of value each has; of a list its first. */
function formOf(value) {
  if (Array.isArray(value)) return value.length > 0 ? `[ ${formOf(value[0])}, … ]` : "[ … ]";
  if (value === null) return "null";
  if (typeof value === "string") return "text";
  if (typeof value !== "object") return typeof value === "boolean" ? "true/false" : typeof value;
  const members = Object.entries(value).map(([name, one]) => `${name}: ${formOf(one)}`);
  return members.length > 0 ? `{ ${members.join(", ")} }` : "{ }";
}

function payloadOf(answer) {
  if (answer.error) return `nothing is sent: \`${answer.error}\` goes to Catch`;
  const isOurs = answer.data?.demo !== undefined;
  const own = Object.entries(answer.data ?? {}).filter(([name]) => name !== "demo" && name !== "understood");
  if (Array.isArray(answer.data))
    return "a list; what its rows hold is unverified, and the demo's is empty or holds what was saved before";
  if (!isOurs) return `of this form on the demo: \`${formOf(answer.data)}\``;
  const echo = "the demo says under `understood` what it was asked";
  if (own.length === 0)
    return `unverified: no source tells; the cloud's \`data\`, \`result\` or whole answer as it is; ${echo}`;
  return `unverified; on the demo, made up by us: \`${formOf(Object.fromEntries(own))}\`; ${echo}`;
}

const sure = ({ used, certainty }) =>
  used ? "a public client uses it" : certainty === "table" ? "path known" : "path not certain";
const need = {
  secret: "needs a secret that you must have, a credential of the account",
  hostUnknown: "host unknown: enter a base URL for it in the account",
  endsSession: "would end the session",
  otherRegion: "of the other market",
};
const code = (value) => `\`${JSON.stringify(value)}\``;

function section({ key, platform, row, call, instead }, answer) {
  const [service, ...domain] = key.split(": ");
  const title = `## ${domain.join(": ")} (${service})`;
  if (instead) return `${title}\n\nBetter taken from ${instead}.`;
  const remarks = [row.kind, sure(row), need[row.callable]].filter(Boolean).join("; ");
  const lines = [
    `**Endpoint**: \`${row.id}\`, ${row.method ?? "method unknown"} \`${row.path}\`: ${row.summary} (${remarks})`,
    `**Account**: \`${platform}\`${row.kind === "read" ? "" : row.kind === "destructive" ? ', with the switch "Delete data in the cloud"' : ", with the switch for what has not been seen to work on this car"}`,
    ...(call.needsVehicle ? ["**Vehicle**: the one chosen in the node, which fills in `vin`"] : []),
    ...(call.method ? [`**Method**: \`${call.method}\`, a choice: no source tells it`] : []),
    `**Parameters**: ${Object.keys(call.parameters).length > 0 ? `${code(call.parameters)}` : "none"}`,
    ...(call.body
      ? [`**Body**: ${code(call.body)}; unverified: what it must hold is in no source, it is sent as you give it`]
      : []),
    ...(call.confirm ? [`**Message**: \`msg.confirm\` = \`${call.confirm}\``] : []),
    `**\`msg.payload\`**: ${payloadOf(answer)}`,
    ...(beside[row.domain] ? [`**Beside it**: ${beside[row.domain]}`] : []),
  ];
  return `${title}\n\n${lines.map((line) => `- ${line}`).join("\n")}`;
}

const head = `# One worked example per domain

<!-- Made by scripts/generate-endpoint-examples.mjs from the catalogue; run it again after a change. -->

What to put into **vehicle request** for one endpoint of each domain of [the catalogue](endpoints.md), and what then stands in
\`msg.payload\`. Each has been sent to the demo cloud, which takes any text for a parameter (\`1\` here) and any body; a real
cloud wants its own. "Unverified" means that nobody has told us: such an answer is passed on as it is, and no field of it is
promised. **Try it** and "copy as issue report" in the dialog is how that ends.`;

/** The page; \`answers\` by id: {data} or {error}, an error code. */
export function pageOf(examples, answers) {
  return `${head}\n\n${examples.map((one) => section(one, answers.get(one.id) ?? {})).join("\n\n")}\n`;
}

/** Sends each to a demo cloud. \`api\` is the package's client, \`secrets\` what an owner would bring. */
export async function askAll(api, examples, secrets) {
  const demo = await api.startDemoCloud();
  const answers = new Map();
  try {
    for (const platform of new Set(examples.map((one) => one.platform))) {
      const account = api.createVehicleAccount({
        platform,
        credentials: { ...demo.credentials[platform], ...secrets },
        baseUrls: demo.baseUrls,
        budget: 1000,
        allow: { sisterBrand: true, deletions: true },
      });
      const vin = demo.vehicles.filter((car) => (car.platform ?? "smart-eu") === platform).at(-1).id;
      for (const one of examples.filter((example) => example.platform === platform && example.call)) {
        try {
          const { data } = await account.requestWithRaw(one.id, paramsOf(one, vin));
          answers.set(one.id, { data });
        } catch (error) {
          answers.set(one.id, { error: error.code ?? String(error), message: error.message });
        }
      }
      await account.close();
    }
  } finally {
    await demo.close();
  }
  return answers;
}
