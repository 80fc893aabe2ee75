(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const fields = editor.profileFieldList;

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const wayOf = (profile) => (isObject(profile.signIn) ? profile.signIn.kind : undefined) || "form";
  const placeOf = (profile, at) =>
    at.replace("${way}", wayOf(profile) === "captured" ? "signIn.exchange" : "signIn").split(".");

  const without = (value, ...names) =>
    Object.fromEntries(Object.entries(isObject(value) ? value : {}).filter(([name]) => !names.includes(name)));

  function valueAt(profile, place) {
    let value = profile;
    for (const name of place) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    return value;
  }
  /** What becomes empty goes with it. */
  function put(holder, [name, ...rest], value) {
    const inner = rest.length > 0 ? put(isObject(holder[name]) ? holder[name] : {}, rest, value) : value;
    const gone = inner === undefined || (isObject(inner) && Object.keys(inner).length === 0);
    return gone ? without(holder, name) : { ...holder, [name]: inner };
  }

  const methods = /^(GET|POST|PUT)\s+(\S.*)$/i;
  /** A call: `{method, path}` of one's own, or the name of an endpoint of the catalogue; what else it holds stays. */
  function showCall(value) {
    if (!isObject(value)) return String(value ?? "");
    const { endpoint, method = "GET", path } = value;
    return path === undefined ? String(endpoint ?? "") : method + " " + path;
  }
  function readCall(text, before, usual) {
    const kept = without(before, "endpoint", "method", "path");
    const [, method = "", rest = text] = methods.exec(text) || [];
    if (text === "") return Object.keys(kept).length > 0 ? kept : undefined;
    if (method || text.includes("/")) return { method: method.toUpperCase() || usual || "GET", path: rest, ...kept };
    return Object.keys(kept).length > 0 ? { endpoint: text, ...kept } : text;
  }

  const coded = (text) => text.replaceAll("%", "%25").replaceAll("&", "%26");
  const plain = (text) => text.replaceAll("%26", "&").replaceAll("%25", "%");
  const joints = { map: ["\n", " = "], originMap: ["\n", " = "], pairs: ["&", "="] };
  function showMap(kind, value, hidden = []) {
    if (!isObject(value)) return value === undefined ? "" : JSON.stringify(value);
    const [between, equals] = joints[kind];
    const text = (one) => (kind === "pairs" ? coded(String(one)) : String(one));
    const shown = Object.entries(value).filter(([name]) => !hidden.includes(name));
    return shown.map(([name, one]) => name + equals + text(one)).join(between);
  }
  /** A value that is not touched keeps its type: a number of a pasted body stays one. */
  function readMap(kind, text, before, hidden = []) {
    const was = isObject(before) ? before : {};
    const found = Object.fromEntries(hidden.filter((name) => name in was).map((name) => [name, was[name]]));
    for (const line of text.split(joints[kind][0]).filter((one) => one.trim() !== "")) {
      const at = line.indexOf("=");
      const name = (at < 0 ? line : line.slice(0, at)).trim();
      const value = at < 0 ? "" : kind === "pairs" ? plain(line.slice(at + 1)) : line.slice(at + 1).trim();
      if (name === "__proto__") continue;
      found[name] = Object.hasOwn(was, name) && String(was[name]) === value ? was[name] : value;
    }
    return Object.keys(found).length > 0 ? found : undefined;
  }

  function show(field, value) {
    if (field.kind === "path") return showCall(value);
    if (joints[field.kind]) return showMap(field.kind, value, field.hidden);
    return value === undefined || value === field.words?.[0]
      ? ""
      : isObject(value)
        ? JSON.stringify(value)
        : String(value);
  }
  function read(field, text, before) {
    if (field.kind === "path") return readCall(text.trim(), before, field.method);
    if (joints[field.kind]) return readMap(field.kind, text, before, field.hidden);
    if (text.trim() === "") return undefined;
    if (field.kind === "word") return field.words.find((one) => String(one) === text) ?? text;
    return field.kind === "whole" && /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text.trim();
  }

  /** Names of the catalogue that a field may hold, by what it may do: a reading that wrote would pass by all that guards commands. */
  function endpointsFor(rows) {
    const usable = rows.filter(({ service, method }) => method && (service === "iov" || service === "gid"));
    const { kinds } = editor.facts.reaches;
    const namesOf = (reach) => usable.filter(({ kind }) => kinds[reach].includes(kind)).map(({ id }) => id);
    return Object.fromEntries(Object.keys(kinds).map((reach) => [reach, namesOf(reach)]));
  }

  const isOrigin = (text) => /^https:\/\/[a-z0-9.-]{3,200}(?::\d{1,5})?$/.test(text);
  const isForeign = (text) => /[^\x20-\x7e\n]/.test(text);
  function originFault(text) {
    if (isForeign(text)) return "lookAlike";
    return isOrigin(text) ? "" : /^http:/i.test(text) ? "http" : "origin";
  }
  function callFault(text, names) {
    if (isForeign(text)) return "lookAlike";
    const [, method, path = text] = methods.exec(text) || [];
    if (!method && !text.includes("/")) return !names || names.includes(text) ? "" : "endpoint";
    if (!path.startsWith("/")) return "slash";
    const dots = path.split("/").some((part) => part === "." || part === "..");
    return !dots && path.length <= 300 && /^(?:\/[\w.~{}-]{1,100}){1,12}$/.test(path) ? "" : "path";
  }
  function mapFault(kind, text) {
    const lines = text.split(joints[kind][0]).filter((line) => line.trim() !== "");
    if (lines.some((line) => !/^\s*[\w.-]{1,60}\s*=/.test(line) || line.length > 560))
      return kind === "pairs" ? "pairs" : "map";
    if (kind !== "originMap") return "";
    return lines.map((line) => originFault(line.slice(line.indexOf("=") + 1).trim())).find(Boolean) || "";
  }

  /** What is wrong with a field as it is shown: a word that has a sentence (`profileFault`), or nothing. `endpoints`: as `endpointsFor` gives them, once they are known. */
  function faultOf(field, text, way, endpoints) {
    const typed = text.trim();
    if (typed === "") return field.needed === true || field.needed === way ? "empty" : "";
    if (field.kind === "word") return field.words.some((one) => String(one) === typed) ? "" : "word";
    if (field.kind === "origin") return originFault(typed);
    if (field.kind === "path") return callFault(typed, endpoints && endpoints[field.reach]);
    if (field.kind === "whole") return /^-?\d{1,15}$/.test(typed) ? "" : "whole";
    if (joints[field.kind]) return mapFault(field.kind, text);
    return typed.length > 500 ? "long" : "";
  }

  /** What the runtime cannot do without, where something else of it is there. */
  function completed(profile) {
    const own = { ...profile };
    const { signIn: way, signing, accepted } = own;
    if (isObject(way)) {
      own.signIn = { kind: "form", ...way };
      if (own.signIn.kind === "form") own.signIn.passwordAs ??= "plain";
    }
    if (isObject(signing)) own.signing = { scheme: "nineLines", ...signing };
    if (isObject(accepted)) own.accepted = { code: 1000, ...accepted };
    return own;
  }

  /** With the members that another way to sign in has in another place. */
  function otherWay(profile, kind) {
    const { appName, passwordAs, exchange, ...call } = without(profile.signIn, "kind");
    const name = appName === undefined ? {} : { appName };
    const moved = { ...(isObject(exchange) ? exchange : {}), ...call };
    const form = { kind, ...name, ...moved, passwordAs: passwordAs ?? "plain" };
    const session = { kind, ...name, ...(Object.keys(moved).length > 0 && { exchange: moved }) };
    return { ...profile, signIn: kind === "captured" ? session : form };
  }

  /** Path, query and body of one operation. */
  function calls(name) {
    const of = (id, at, kind, more) => ({ group: "paths", id, at: "operations." + name + at, kind, ...more, name });
    const method = name === "command" ? "PUT" : "GET";
    const reach = editor.facts.reaches.of[name] || "read";
    return [
      of("path", "", "path", { reach, needed: name === "status", method, example: method + " /…/{vin}" }),
      of("query", ".query", "pairs"),
      of("body", ".body", "pairs"),
    ];
  }
  const usualCalls = ["status", "list", "command"];
  const moreCalls =
    "renew select exchange simData chargeTarget measured stateFlags capabilities trips tripGrant tripTrack chargingSchedule reservations chargeSet tripRecording destination signOut totalDistance chargeStatus chargeRecords powerMode geofences climateSchedule fridge locker fragrance valetSettings ranking rankingFuel rankingEnergy diagnosticHistory nextTravelTime carConfiguration".split(
      " ",
    );

  /** Operations that a profile has, after those that each has. */
  const callsOf = ({ operations }) => [
    ...new Set([...usualCalls, ...Object.keys(isObject(operations) ? operations : {})]),
  ];
  const fieldsOf = (profile) => [...fields, ...callsOf(profile).flatMap(calls)];

  editor.profileFields = {
    ...{ fields, calls, callsOf, usualCalls, moreCalls, endpointsFor, faultOf, wayOf },
    textOf: (profile, field) => show(field, valueAt(profile, placeOf(profile, field.at))),
    with(profile, field, text) {
      if (field.id === "way") return completed(otherWay(profile, text || "form"));
      const place = placeOf(profile, field.at);
      let holder = profile;
      // An operation may be the name of an endpoint alone; this one gets a member beside it.
      for (let depth = 2; depth < place.length; depth++) {
        const short = valueAt(holder, place.slice(0, depth));
        if (typeof short === "string") holder = put(holder, place.slice(0, depth), { endpoint: short });
      }
      return completed(put(holder, place, read(field, text, valueAt(holder, place))));
    },
    /** Members that no field shows: they stay, and are checked by the runtime. */
    rest(profile) {
      let left = profile;
      for (const { at, kind, hidden } of fieldsOf(profile).reverse()) {
        const place = placeOf(profile, at);
        const value = valueAt(left, place);
        if (value === undefined) continue;
        const own = kind === "path" && isObject(value) ? readCall("", value) : undefined;
        left = put(left, place, hidden || kind !== "path" ? undefined : own);
      }
      const names = (value, before) =>
        Object.entries(value).flatMap(([name, one]) =>
          isObject(one) ? names(one, before + name + ".") : [before + name],
        );
      return names(left, "").sort();
    },
  };

  /** The first field of a custom account's profile that is wrong: `{field, fault}`. */
  editor.profileFault = function (profile, endpoints) {
    const way = wayOf(profile);
    for (const field of fieldsOf(profile)) {
      if (field.only && field.only !== way) continue;
      const fault = faultOf(field, editor.profileFields.textOf(profile, field), way, endpoints);
      if (fault) return { field, fault };
    }
    return undefined;
  };
})();
