import http from "node:http";
import { parseJson } from "../../src/base/json";
import { canonicalQuery as canonical, signCanonical } from "../../src/platforms/ecarx/session/signing";
import type { DemoCloud } from "../../src/demo/types";

/**
 * A client of our own hand that knows nothing of src/ but the signing function: bare HTTP, redirects walked by hand,
 * addresses made by the rules of docs/protocol/ecarx-smart.md.
 */

export const apiKey = "3_L94eyQ-wvJhWm7Afp1oBhfTGXZArUfSHHW9p9Pncg513hZELXsxCfMWHrF8f5P5a";
export const secret = "74e7469aff5042bbbed7bbb1b36c15e9";
export const webAgent =
  "Mozilla/5.0 (Linux; Android 9; ANE-LX1 Build/HUAWEIANE-L21; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/118.0.0.0 Mobile Safari/537.36";

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any cloud answer; the tests say what it must be
  json: any;
}

/** undefined = left out. */
export type Headers = Record<string, string | undefined>;

export interface Wire {
  method?: string;
  headers?: Headers;
  body?: string;
  /** Sent as the Host header, so that the request needs no prefix. */
  host?: string;
}

export function send(url: string, { method = "GET", headers = {}, body, host }: Wire = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const target = new URL(url);
    const request = http.request(
      {
        host: target.hostname,
        port: target.port,
        // As it stands: URL would rewrite some characters.
        path: url.slice(target.origin.length) || "/",
        method,
        headers: JSON.parse(JSON.stringify({ ...headers, ...(host ? { host } : {}) })) as Record<string, string>,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parseJson(text) });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

let nonces = 0;

export interface SignedCall {
  method?: string;
  host?: string;
  path: string;
  query?: Record<string, string>;
  body?: string;
  token?: string;
  now?: number;
  nonce?: string;
  device?: string;
  headers?: Headers;
  /** Signed as it stands instead of the canonical form of `query`. */
  signedQuery?: string;
  /** Sent instead of what was signed. */
  sentQuery?: string;
  sentBody?: string;
  secret?: string;
  /** Reached by its Host header instead of the prefix. */
  byHost?: boolean;
}

export class RawClient {
  token = "";
  userId = "";
  oauth = "";
  refreshToken = "";
  clientId = "";
  device = "a1b2c3d4e5f60718";
  /** Sent as `x-device-type`; absent = not sent, as some clients do. */
  deviceType?: string;

  constructor(
    readonly cloud: DemoCloud,
    readonly now: () => number = Date.now,
  ) {}

  /** Where a real address is reached under its prefix. */
  at(real: string): string {
    const { origin } = new URL(real);
    return `${this.cloud.baseUrls[origin] ?? "http://127.0.0.1:1"}${real.slice(origin.length)}`;
  }

  signed(call: SignedCall): Promise<Answer> {
    const { method = "GET", host = "api.ecloudeu.com", path, body, headers, device = this.device } = call;
    const nonce = call.nonce ?? `nonce-${++nonces}`;
    const timestamp = String(call.now ?? this.now());
    const signedQuery = call.signedQuery ?? canonical(call.query);
    const { signature } = signCanonical({
      method,
      path,
      nonce,
      timestamp,
      canonicalQuery: signedQuery,
      secret: call.secret ?? secret,
      ...(body === undefined ? {} : { body }),
    });
    const query = call.sentQuery ?? signedQuery;
    const token = call.token ?? this.token;
    const address = call.byHost ? `${this.cloud.url}${path}` : this.at(`https://${host}${path}`);
    const sent = call.sentBody ?? body;
    return send(`${address}${query ? `?${query}` : ""}`, {
      method,
      ...(call.byHost ? { host } : {}),
      ...(sent === undefined ? {} : { body: sent }),
      headers: {
        accept: "application/json;responseformat=3",
        "content-type": "application/json; charset=utf-8",
        "x-app-id": "SmartAPPEU",
        "x-operator-code": "SMART",
        "x-device-identifier": device,
        ...(this.deviceType === undefined ? {} : { "x-device-type": this.deviceType }),
        "x-api-signature-version": "1.0",
        "x-api-signature-nonce": nonce,
        "x-timestamp": timestamp,
        "x-signature": signature,
        ...(token ? { authorization: token } : {}),
        ...headers,
      },
    });
  }

  async bootstrap(): Promise<string> {
    const { json } = await send(
      this.at(`https://socialize.eu1.gigya.com/socialize.getIDs?APIKey=${apiKey}&format=json&includeTicket=true`),
    );
    return `gmid=${json.gmid}; ucid=${json.ucid}; hasGmid=ver4; gig_bootstrap_${apiKey}=auth_ver4`;
  }

  login(cookie: string, fields: Record<string, string> = {}): Promise<Answer> {
    const { username = "", password = "" } = this.cloud.credentials["smart-eu"] ?? {};
    const form = new URLSearchParams({
      loginID: username,
      password,
      sessionExpiration: "2592000",
      APIKey: apiKey,
      format: "json",
      ...fields,
    });
    return send(this.at("https://auth.smart.com/accounts.login"), {
      method: "POST",
      headers: { cookie, "content-type": "application/x-www-form-urlencoded", "user-agent": webAgent },
      body: form.toString(),
    });
  }

  /** Steps 1 to 4: the walk to a sign-in token, all under prefixes. Returns the addresses it was sent to. */
  async signIn(): Promise<string[]> {
    const hops: string[] = [];
    let url = this.at("https://awsapi.future.smart.com/login-app/api/v1/authorize?uiLocales=de-DE");
    while (!url.includes("context=")) url = await this.follow(url, hops);
    const context = new URL(url).searchParams.get("context") ?? "";
    const cookie = await this.bootstrap();
    const login: string = (await this.login(cookie)).json.sessionInfo.login_token;
    url = this.at(
      `https://auth.smart.com/oidc/op/v1.0/${apiKey}/authorize/continue?context=${encodeURIComponent(context)}&login_token=${encodeURIComponent(login)}`,
    );
    while (!url.includes("access_token=")) {
      url = await this.follow(url, hops, `${cookie}; glt_${apiKey}=${login}`);
    }
    this.oauth = new URL(url).searchParams.get("access_token") ?? "";
    return hops;
  }

  /** Step 5. */
  async exchange(): Promise<Answer> {
    const answer = await this.signed({
      method: "POST",
      path: "/auth/account/session/secure",
      query: { identity_type: "smart" },
      body: JSON.stringify({ accessToken: this.oauth }),
      token: "",
    });
    const { accessToken = "", userId = "", refreshToken = "", clientId = "" } = answer.json.data ?? {};
    if (accessToken) Object.assign(this, { token: accessToken, userId, refreshToken, clientId });
    return answer;
  }

  async open(): Promise<this> {
    await this.signIn();
    await this.exchange();
    return this;
  }

  select(vin: string, host?: string): Promise<Answer> {
    // With spaces, as one of the clients in use sends it.
    const body = `{"vin": "${vin}", "sessionToken": "${this.token}", "language": ""}`;
    return this.signed({
      method: "POST",
      path: "/device-platform/user/session/update",
      body,
      ...(host ? { host } : {}),
    });
  }

  status(vin: string, more: Partial<SignedCall> = {}): Promise<Answer> {
    const query = { latest: "true", target: "basic,more", userId: this.userId };
    return this.signed({ path: `/remote-control/vehicle/status/${vin}`, query, ...more });
  }

  command(vin: string, serviceId: string, parameters: [string, string][], more: object = {}): Promise<Answer> {
    const body = {
      creator: "tc",
      command: "start",
      serviceId,
      operationScheduling: { duration: 6, interval: 0, occurs: 1, recurrentOperation: false },
      serviceParameters: parameters.map(([key, value]) => ({ key, value })),
      timestamp: String(this.now()),
      ...more,
    };
    return this.signed({
      method: "PUT",
      path: `/remote-control/vehicle/telematics/${vin}`,
      body: JSON.stringify(body),
      headers: { "x-vehicle-identifier": vin },
    });
  }

  private async follow(url: string, hops: string[], cookie = ""): Promise<string> {
    const answer = await send(url, { headers: { "user-agent": webAgent, ...(cookie ? { cookie } : {}) } });
    if (answer.status !== 302) throw new Error(`no redirect: HTTP ${answer.status} ${answer.text}`);
    const next = new URL(answer.headers.location ?? "", url).href;
    hops.push(next);
    if (next.includes("mode=error")) throw new Error(`refused: ${next}`);
    return next;
  }
}

export function codeOf(answer: Answer): unknown {
  return answer.json?.code;
}
