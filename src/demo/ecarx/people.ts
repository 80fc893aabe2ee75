import { Minter } from "../random";
import type { DemoBrand, Person } from "./brand";
import { guestOf } from "./guest";
import { keep } from "./keep";

interface Issued {
  person: Person;
  expires: number;
}

export interface ApiSession extends Issued {
  device: string;
  /** A vehicle was selected with this token. */
  selected: boolean;
}

const day = 86_400_000;

/** Lifetimes, docs/protocol/ecarx-smart.md 1.4; those marked ours are recorded nowhere. */
const lifetimes = {
  login: 30 * day,
  /** Of identity tokens; ours. */
  id: 7 * day,
  /** Nominal: a sign-in elsewhere ends it much earlier. */
  api: 4_579_200_000,
  /** Ours. */
  refresh: 60 * day,
  context: 600_000,
  /** Ours. */
  code: 60_000,
};

/** A second consent within this is refused; the span is ours. */
const grantPauseMs = 60_000;
/** Whoever signed in first goes: an account that is still open signs in again as somebody new. */
const mostGuests = 200;

/** Who is signed in, with which tokens, and which car each account has selected. */
export class People {
  readonly minter: Minter;
  readonly #people: Person[];
  /** Every demo account that is opened is another driver. */
  readonly #guests = new Map<string, Person>();
  #invited = 0;
  readonly #bootstraps = new Map<string, string>();
  readonly #contexts = new Map<string, number>();
  readonly #logins = new Map<string, Issued>();
  readonly #codes = new Map<string, Issued>();
  readonly #oauth = new Map<string, Issued>();
  readonly #refresh = new Map<string, Issued & { clientId: string | null }>();
  readonly #api = new Map<string, ApiSession>();
  readonly #selected = new Map<string, string>();
  readonly #grants = new Map<string, number>();

  constructor(
    seed: number,
    readonly now: () => number,
    brands: readonly DemoBrand[],
  ) {
    this.minter = new Minter(seed, now);
    this.#people = brands.flatMap((brand) =>
      brand.people(brand.fleet.map(({ model }) => model.vin)).map((person) => ({ ...person, brand })),
    );
  }

  bootstrap(): { gmid: string; ucid: string } {
    const pair = { gmid: `gmid.ver4.${this.minter.text("gmid")}`, ucid: this.minter.text("ucid").slice(0, 22) };
    keep(this.#bootstraps, pair.gmid, pair.ucid);
    return pair;
  }

  bootstrapped(gmid: string, ucid: string): boolean {
    return ucid !== "" && this.#bootstraps.get(gmid) === ucid;
  }

  context(): string {
    const context = `eu1_tk1.${this.minter.text("context")}.${Math.floor(this.now() / 1000)}`;
    keep(this.#contexts, context, this.now() + lifetimes.context);
    return context;
  }

  hasContext(context: string): boolean {
    return (this.#contexts.get(context) ?? 0) > this.now();
  }

  /** The person who signs in with these, undefined if the password or the name is wrong. */
  find(username: string, password: string, brand: DemoBrand): Person | undefined {
    return this.findBy(username, brand, (real) => real === password);
  }

  /** The same where only `matches` can tell whether the password is the real one. */
  findBy(username: string, brand: DemoBrand, matches: (real: string) => boolean): Person | undefined {
    const name = username.toLowerCase().trim();
    const natives = this.#people.filter((one) => one.brand === brand);
    const key = `${brand.platform} ${name}`;
    const known = natives.find((one) => one.username === name) ?? this.#guests.get(key);
    if (known) return matches(known.password) ? known : undefined;
    const guest = guestOf(natives, name, matches, String(700_200 + this.#people.length + ++this.#invited));
    if (guest) keep(this.#guests, key, guest, mostGuests);
    return guest;
  }

  /** Those who have an account of the brand. */
  of(brand: DemoBrand): Person[] {
    return this.#people.filter((one) => one.brand === brand);
  }

  issueLogin(person: Person): string {
    return this.#issue(this.#logins, `st2.s.${this.minter.text("login")}`, person, lifetimes.login);
  }

  loginOf(token: string): Person | undefined {
    return this.#alive(this.#logins, token)?.person;
  }

  issueCode(person: Person): string {
    return this.#issue(this.#codes, `st2.s.${this.minter.text("code")}`, person, lifetimes.code);
  }

  /** Takes a code: each works once. */
  redeemCode(code: string): Person | undefined {
    const issued = this.#alive(this.#codes, code);
    this.#codes.delete(code);
    return issued?.person;
  }

  /** What the sign-in ends with, and layer 2 of the refresh renews: a token of the brand's own sign-in service. */
  issueOauth(person: Person): string {
    const { token, lifetimeMs } = person.brand.exchange!.signInToken(this.minter);
    return this.#issue(this.#oauth, token, person, lifetimeMs);
  }

  /** A code for the international session exchange. */
  issueAuthCode(person: Person): string {
    return this.#issue(this.#codes, `CODE-${this.minter.hex("code")}`, person, lifetimes.code);
  }

  oauthOf(token: string): Person | undefined {
    return this.#alive(this.#oauth, token)?.person;
  }

  /** `phone` = the client said what device it is: only then it is given an id. */
  issueRefresh(person: Person, phone: boolean): { refreshToken: string; clientId: string | null } {
    const refreshToken = this.minter.bytes("refresh").toString("base64");
    const clientId = phone ? `APPLE0000APP00IPHONE${this.minter.hex("client", 12).toUpperCase()}` : null;
    keep(this.#refresh, refreshToken, { person, clientId, expires: this.now() + lifetimes.refresh });
    return { refreshToken, clientId };
  }

  /** Takes a refresh token: a new one comes with its answer. */
  redeemRefresh(refreshToken: string, clientId: string): Person | "unknown" | "otherClient" {
    const issued = this.#alive(this.#refresh, refreshToken);
    if (!issued) return "unknown";
    if (issued.clientId !== clientId) return "otherClient";
    this.#refresh.delete(refreshToken);
    return issued.person;
  }

  /** An API token for this device; those of the account's other devices end with it (7.4). */
  issueApi(person: Person, device: string, lifetimeMs = lifetimes.api): string {
    for (const [token, session] of this.#api) {
      if (session.person === person && session.device !== device) this.#api.delete(token);
    }
    const token = this.jwt(person, "api", lifetimeMs);
    keep(this.#api, token, { person, device, selected: false, expires: this.now() + lifetimeMs });
    return token;
  }

  apiOf(token: string): ApiSession | undefined {
    return this.#alive(this.#api, token);
  }

  /** The token was good, and ended by age alone. */
  apiOutlived(token: string): boolean {
    return this.#api.has(token) && this.apiOf(token) === undefined;
  }

  endApi(token: string): void {
    this.#api.delete(token);
  }

  /** Consent to the journal; the API token ends with it (5.8). False = given a moment ago. */
  grantTrips(session: ApiSession, vin: string): boolean {
    const key = `${session.person.userId} ${session.device} ${vin}`;
    const before = this.#grants.get(key);
    if (before !== undefined && this.now() - before < grantPauseMs) return false;
    keep(this.#grants, key, this.now());
    for (const [token, one] of this.#api) if (one === session) this.#api.delete(token);
    return true;
  }

  tripsGranted({ person, device }: ApiSession, vin: string): boolean {
    return this.#grants.has(`${person.userId} ${device} ${vin}`);
  }

  select(person: Person, vin: string): void {
    keep(this.#selected, person.userId, vin);
  }

  selectedBy(person: Person): string | undefined {
    return this.#selected.get(person.userId);
  }

  /** The phone app of whoever owns the car switches to it. */
  selectAnywhere(vin: string): void {
    for (const person of [...this.#people, ...this.#guests.values()])
      if (person.cars.includes(vin)) this.select(person, vin);
  }

  /** The API tokens, unless told otherwise, and what else is told. */
  expire({ api = true, oauth = false, refresh = false }: { api?: boolean; oauth?: boolean; refresh?: boolean }): void {
    if (api) {
      this.#api.clear();
      // A consent holds for a session.
      this.#grants.clear();
    }
    if (oauth) this.#oauth.clear();
    if (refresh) this.#refresh.clear();
  }

  jwt(person: Person, label: string, lifetimeMs = lifetimes.id): string {
    const iat = Math.floor(this.now() / 1000);
    const payload = {
      sub: person.userId,
      jti: this.minter.hex(label, 16),
      iat,
      exp: iat + Math.floor(lifetimeMs / 1000),
    };
    return this.minter.jwt({ alg: person.brand.tokenAlgorithm ?? "RS256", typ: "JWT" }, payload, "signature");
  }

  #issue(map: Map<string, Issued>, token: string, person: Person, lifetimeMs: number): string {
    keep(map, token, { person, expires: this.now() + lifetimeMs });
    return token;
  }

  #alive<T extends Issued>(map: Map<string, T>, token: string): T | undefined {
    const issued = map.get(token);
    return issued && issued.expires > this.now() ? issued : undefined;
  }
}

export const apiLifetimeSeconds = lifetimes.api / 1000;
