import { cloudError, type VehicleCloudError } from "../../base/errors";
import { isObject, own, text } from "../../base/json";
import type { Credentials } from "../../platforms/platform";
import { isVariable, parseProfile, readBaseUrls, type SavedAccount } from "./account-settings";
import { credentialNames } from "./credential-fields";
import { usualPlatform } from "../../vehicle/platform-ids";
import { findSaved } from "../shared/find-account";
import { instancesOf } from "../shared/instances";
import { accountType, type AccountNode, type Red } from "../shared/types";

/** How the editor names a secret that was not touched. */
const untouched = "__PWRD__";

const refused = (message: string): VehicleCloudError => cloudError("CONFIG_INVALID", `${message} Nothing was sent.`);

/** What a sign-in shows something of; a test leaves all else as it is deployed. */
const asTyped = [
  "platform",
  "vehicles",
  "learnVehicles",
  "requestsPerSecond",
  "burst",
  "batteryFamily",
  "takeover",
  "coordinates",
] as const;

/**
 * The settings of an account as a request of its dialog gives them. Two things come from the runtime, and only as they are
 * deployed: a secret that was not touched, and the value of a variable that is saved in the same field. Both go nowhere but
 * where they are deployed to go, so that no request can have them sent elsewhere. Throws CONFIG_INVALID.
 */
export function readTyped(red: Red, id: string, body: unknown, deployed: AccountNode | undefined): SavedAccount {
  if (!isObject(body) || id === "" || id.length > 100) {
    throw cloudError("INPUT_INVALID", "The request does not hold an account's settings.");
  }
  const typed = new TypedAccount(red, id, body, deployed);
  return {
    ...deployed?.accountConfig,
    ...Object.fromEntries(asTyped.map((name) => [name, own(body, name)])),
    baseUrls: typed.setting("baseUrls"),
    timeZone: typed.setting("timeZone"),
    profile: typed.setting("profile"),
    credentials: typed.credentials(),
  };
}

class TypedAccount {
  readonly #saved: Record<string, unknown> | undefined;
  /** As entered: variables are still that. */
  readonly #stored: Credentials;
  /** The running nodes of it: one, or one per instance of its subflow. */
  readonly #nodes: readonly AccountNode[];

  constructor(
    readonly red: Red,
    readonly id: string,
    readonly body: object,
    deployed: AccountNode | undefined,
  ) {
    const saved = findSaved(red, id);
    this.#saved = saved?.type === accountType ? saved : undefined;
    this.#stored = (this.#saved && red.nodes.getCredentials(id)) ?? {};
    this.#nodes = deployed ? [deployed] : instancesOf(id);
  }

  setting(name: "baseUrls" | "timeZone" | "profile"): string {
    const value = text(own(this.body, name)) ?? "";
    if (!isVariable(value)) return value;
    if (value !== this.#saved?.[name]) throw notSaved(value);
    return this.#valueOf(value, ({ accountConfig }) => accountConfig[name]);
  }

  credentials(): Credentials {
    const typed = own(this.body, "credentials");
    const credentials: Credentials = {};
    let kept = false;
    for (const name of credentialNames) {
      const value = text(own(typed, name));
      if (value === undefined) continue;
      if (value !== untouched && !isVariable(value)) {
        credentials[name] = value;
        continue;
      }
      const stored = text(this.#stored[name]);
      if (value !== untouched && value !== stored) throw notSaved(value);
      credentials[name] = stored && this.#valueOf(stored, (node) => node.credentials?.[name]);
      kept = true;
    }
    if (kept) this.#checkWay(credentials);
    return credentials;
  }

  /** What the runtime has made of a stored text. */
  #valueOf(stored: string, read: (node: AccountNode) => unknown): string {
    if (!isVariable(stored)) return stored;
    const values = new Set(this.#nodes.map((node) => text(read(node)) ?? ""));
    // Not running, i.e. disabled: what the process says.
    if (values.size === 0) values.add(text(process.env[stored.slice(2, -1)]) ?? stored);
    if (values.size === 1) return [...values][0]!;
    throw refused(`The variable ${stored} has other values in other instances of the subflow. Type one to test it.`);
  }

  /** Same platform, same addresses, same region; of a profile, no other address than the deployed one has. */
  #checkWay({ clientId }: Credentials): void {
    const lines = (value: unknown): string => {
      const read = text(value) ?? "";
      return isVariable(read) ? read : JSON.stringify(readBaseUrls(read) ?? {});
    };
    const saved = this.#saved;
    const stored = text(this.#stored.clientId);
    const sameClient =
      clientId === undefined ||
      (stored !== undefined && clientId === this.#valueOf(stored, (node) => node.credentials?.clientId));
    const same =
      saved !== undefined &&
      (saved["platform"] ?? usualPlatform) === own(this.body, "platform") &&
      lines(saved["baseUrls"]) === lines(own(this.body, "baseUrls")) &&
      addressesIn(own(this.body, "profile")).every((address) => addressesIn(saved["profile"]).includes(address));
    if (same && sameClient) return;
    throw refused(
      same
        ? "The stored secret is used only with the client id it was deployed for, since the id names the region it goes to. Type the secret again to test it with another one."
        : "The stored password or secret is used only with the platform and addresses it was deployed for. Type it again to test it with others.",
    );
  }
}

/** Of a profile that is JSON in a text: every text in it that could be an address. */
function addressesIn(profile: unknown): string[] {
  const found = (value: unknown): string[] => {
    if (typeof value === "string") return value.includes("://") ? [value] : [];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(found) : [];
  };
  return found(parseProfile(profile));
}

function notSaved(value: string): VehicleCloudError {
  return refused(
    `A test takes the variable ${value.slice(0, 60)} only once it is deployed in this field. Deploy first, or type the value itself.`,
  );
}
