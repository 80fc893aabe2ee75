import { dig, finite, isObject, text, type JsonObject } from "../../../base/json";

/** What the sign-in gave: good for new API tokens without the password (docs/protocol/ecarx-smart.md 1.4). */
export interface OauthTokens {
  access: string;
  refresh?: string;
  id?: string;
  /** When it runs out, milliseconds since 1970; absent = not told, so it is tried. */
  until?: number;
}

/** What the exchange gave: every vehicle call carries this token. */
export interface ApiSession {
  token: string;
  userId: string;
  /** With `clientId` good for a new OAuth token (layer 2). */
  refresh?: string;
  clientId?: string;
  /** When it was had, milliseconds since 1970. Its stated lifetime is not kept: it ends earlier than it says. */
  since: number;
}

/** All that a session must remember over a restart. */
export class SessionState {
  oauth?: OauthTokens;
  api?: ApiSession;
  /** Host → VIN selected there with the present API token. */
  readonly selected = new Map<string, string>();
  /** VIN → host, where it is not the one its series suggests. */
  readonly hosts = new Map<string, string>();
  /** VINs whose trips the present API session may read (docs/protocol/ecarx-smart.md 5.8). */
  readonly granted = new Set<string>();
  /** Sign-ins in a row that were refused without a clear word about the password. */
  signInRefusals = 0;

  constructor(stored?: JsonObject) {
    if (!stored) return;
    this.#take(stored);
  }

  /**
   * A new API session: selections and grants are made with a token, so those of the old one are void. `sameSession`: the
   * cloud only wants another token after a grant, what was granted stays.
   */
  setApi(api: ApiSession, { sameSession = false } = {}): void {
    this.api = api;
    this.selected.clear();
    if (!sameSession) this.granted.clear();
  }

  save(): JsonObject | undefined {
    if (!this.oauth && !this.api && this.signInRefusals === 0) return undefined;
    return {
      oauth: this.oauth && { ...this.oauth },
      api: this.api && { ...this.api },
      selected: Object.fromEntries(this.selected),
      hosts: Object.fromEntries(this.hosts),
      ...(this.granted.size > 0 ? { granted: [...this.granted] } : {}),
      ...(this.signInRefusals > 0 ? { signInRefusals: this.signInRefusals } : {}),
    };
  }

  /** True if the stored session is another one; an unreadable one is left alone. */
  adopt(stored: JsonObject): boolean {
    const other = new SessionState(stored);
    if (!other.oauth && !other.api) return false;
    const same = other.oauth?.access === this.oauth?.access && other.api?.token === this.api?.token;
    if (!same) this.#take(stored);
    return !same;
  }

  #take(stored: JsonObject): void {
    const access = text(dig(stored, "oauth", "access"));
    const token = text(dig(stored, "api", "token"));
    const userId = text(dig(stored, "api", "userId"));
    this.oauth = access
      ? {
          access,
          refresh: text(dig(stored, "oauth", "refresh")),
          id: text(dig(stored, "oauth", "id")),
          until: finite(dig(stored, "oauth", "until")),
        }
      : undefined;
    this.api =
      token && userId
        ? {
            token,
            userId,
            refresh: text(dig(stored, "api", "refresh")),
            clientId: text(dig(stored, "api", "clientId")),
            since: finite(dig(stored, "api", "since")) ?? 0,
          }
        : undefined;
    this.selected.clear();
    if (this.api) copy(stored.selected, this.selected);
    copy(stored.hosts, this.hosts);
    this.granted.clear();
    if (this.api && Array.isArray(stored.granted)) {
      for (const vin of stored.granted) if (typeof vin === "string") this.granted.add(vin);
    }
    this.signInRefusals = finite(stored.signInRefusals) ?? this.signInRefusals;
  }
}

function copy(from: unknown, to: Map<string, string>): void {
  if (!isObject(from)) return;
  for (const [key, value] of Object.entries(from)) if (typeof value === "string") to.set(key, value);
}
