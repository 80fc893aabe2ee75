import type { PlatformId } from "../../../vehicle/model";
import type { PlatformDialog, ReadKind } from "../../platform";
import type { CommandBody, DialectName } from "../commands/plan";
import type { CodeTable } from "../session/codes";
import type { SignInSettings } from "../sign-in/settings";
import type { Operations } from "./operations";
import type { CatalogueAccess } from "./services";
import type { EcarxReadingProfile } from "../status/reading-profile";

/**
 * A brand of the ECARX cloud is data: this is all that tells one from another. What cannot be said as data, a way to sign in
 * or the commands of a generation of cars, is named here and found by its name.
 */
export interface EcarxProfile {
  id: PlatformId;
  /** For messages, e.g. `smart (Europe)`. */
  title: string;
  /** What people call the models, by the first letters of `seriesCodeVs`. */
  models: Readonly<Record<string, string>>;
  /** Model where the series is not known. */
  brand: string;
  /** What an account of it is asked for. Missing: the account's dialog cannot make one. */
  dialog?: PlatformDialog;
  signIn: SignInSettings;
  session: {
    /** Where a session is had and renewed, and vehicles are listed: the models are not known yet. */
    origin: string;
    /** What `operations.renew` gives: a sign-in token that is exchanged then, or the session itself. */
    renews: "signIn" | "session";
  };
  operations: Operations;
  vehicleHosts: {
    /** Host of the series that `bySeries` does not name. */
    usual: string;
    /** Other hosts, by the first letters of `seriesCodeVs`. */
    bySeries: Readonly<Record<string, string>>;
  };
  /** Sent with every request; `x-app-id` and `x-operator-code` are among them. */
  headers: Readonly<Record<string, string>>;
  /**
   * Bind one request to one vehicle, whatever is selected for the account (docs/protocol/ecarx-smart.md 4.4). `{vin}` and the
   * facts of the list, `{series}`, `{modelCode}`, `{matCode}`, stand for themselves; a header that would be empty is left out.
   */
  vehicleHeaders: Readonly<Record<string, string>>;
  signing: Signing;
  /** `x-client-id` goes with every authorized call, once the exchange has named one. */
  sendsClientId: boolean;
  /** How many hex digits of the account's device id are sent as `x-device-identifier`; 0 = no such header. */
  deviceIdDigits: 0 | 16 | 32;
  envelope: Envelope;
  /** What in the reply to a command means yes. */
  accepted: Accepted;
  reading: EcarxReadingProfile;
  /** What a car can do from afar, and its pictures (docs/protocol/ecarx-smart.md 5.21). */
  abilities?: AbilitySettings;
  /** Firmware of a car (5.6). */
  firmware?: { origin: string; headers: Readonly<Record<string, string>> };
  /** Reads that other brands or markets have and this one has not, and why. */
  lacks: Readonly<Partial<Record<ReadKind, string>>>;
  /** Which commands there are, and what each says to the car. */
  dialect: DialectName;
  /** Commands that have been seen to work on this brand's cars; missing = as the dialect says of each. Others need the account's switch. */
  seenToWork?: readonly string[];
  /** The form of what goes to the telematics unit. */
  commandBody: CommandBody;
  codes: CodeTable;
  /** Where the services of the endpoint catalogue are. Missing: only those that share the session and host of vehicle calls. */
  catalogue?: CatalogueAccess;
}

export type Signing =
  | { scheme: "none" }
  | {
      /** Nine lines, HMAC-SHA1 (docs/protocol/ecarx-smart.md 3.1). */
      scheme: "nineLines";
      /** Key bytes as ASCII text; missing = the owner of the account enters it (`credentials.signingSecret`). */
      secret?: string;
      /** Form of the number that no two requests may share. */
      nonce: "hex" | "upperUuid";
    };

/**
 * `enveloped`: `{code, data, success, message}`. `flat`: what would be `data` is the whole answer, and what is wrong is told by
 * HTTP; one with a `code` is read as enveloped all the same.
 */
export type Envelope = "enveloped" | "flat";

export interface Accepted {
  /** `code` of an enveloped reply. */
  code: number;
  /** The telematics unit's own result that means yes; missing = the cloud's word is enough. */
  operationResult?: number;
}

/** Where abilities are asked for and how. */
export interface AbilitySettings {
  origin: string;
  /** Of the service; the path of the catalogue follows. */
  basePath: string;
  headers: Readonly<Record<string, string>>;
  /** Name of the header that carries the account's id. */
  userHeader: string;
  /** Signed for the API gateway in front of it (2.4); absent = plain headers. */
  gateway?: GatewayKey;
  /** Nobody has seen it work in this market. */
  unverified?: boolean;
  /** Hosts that pictures may be fetched from; public, asked without a token. */
  imageOrigins: readonly [string, ...string[]];
}

/** App key and app secret of the API gateway, as they stand in the app. */
export interface GatewayKey {
  key: string;
  secret: string;
}
