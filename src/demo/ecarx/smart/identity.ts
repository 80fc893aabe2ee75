import { formOf, queryOf } from "../parse";
import type { DemoContext } from "../../part";
import type { DemoAnswer, DemoRequest } from "../../types";
import type { DemoService, DemoWorld } from "../brand";
import type { People } from "../people";
import { smartEu } from "./apps";

/** The four web hosts of the European sign-in (docs/protocol/ecarx-smart.md 1.2): redirects, Gigya's answers and pages. */
const identityHosts = [
  "awsapi.future.smart.com",
  "app.id.smart.com",
  "socialize.eu1.gigya.com",
  "auth.smart.com",
] as const;

const startPath = "/login-app/api/v1";
const oidcPath = `/oidc/op/v1.0/${smartEu.apiKey}`;

export function identity(world: DemoWorld): DemoService {
  const service = new Identity(world.people, world.link, world.brand);
  return {
    hosts: identityHosts,
    handle: (request) => service.handle(request),
    refusal: (code) => service.refusal(code),
  };
}

class Identity {
  constructor(
    readonly people: People,
    readonly link: DemoContext["link"],
    readonly brand: DemoWorld["brand"],
  ) {}

  handle(request: DemoRequest): DemoAnswer {
    switch (`${request.host}${request.path}`) {
      case `awsapi.future.smart.com${startPath}/authorize`:
        return this.#start(request);
      case `auth.smart.com${oidcPath}/authorize`:
        return this.#giveContext(request);
      case "app.id.smart.com/proxy":
      case `awsapi.future.smart.com${startPath}/MobileData`:
        return page("smart");
      case "socialize.eu1.gigya.com/socialize.getIDs":
        return this.#bootstrap(request);
      case "auth.smart.com/accounts.login":
        return this.#login(request);
      case `auth.smart.com${oidcPath}/authorize/continue`:
        return this.#proceed(request);
      case `awsapi.future.smart.com${startPath}/FinalPage`:
        return this.#finish(request);
      default:
        return { ...page("Not found"), status: 404, note: "no such page of the sign-in" };
    }
  }

  /** Gigya's refusal: HTTP 200, the truth in `errorCode`. */
  refusal(code: string): DemoAnswer {
    return gigyaRefusal(Number(code), code === "403042" ? "Invalid LoginID" : "Refused", "refused by the demo");
  }

  #start(request: DemoRequest): DemoAnswer {
    // A browser's agent passes, a desktop's too; others are answered 403 (1.1). By what it is told is ours.
    if (!/^Mozilla\/5\.0 \([^)]+\) ./.test(request.headers["user-agent"] ?? "")) {
      return { ...page("403 Forbidden"), status: 403, note: "user agent is not a browser's" };
    }
    const query = `client_id=${smartEu.oidcClientId}&response_type=code&scope=openid+EmailScope+profile+MarketInformation`;
    return redirect(
      this.link(request, "auth.smart.com", `${oidcPath}/authorize?${query}`),
      "no context at this hop yet",
    );
  }

  #giveContext(request: DemoRequest): DemoAnswer {
    const query = [
      `context=${this.people.context()}`,
      `client_id=${smartEu.oidcClientId}`,
      "mode=login",
      "scope=openid+EmailScope+profile+MarketInformation",
      "gig_ui_locales=de-DE",
      "gig_skipConsent=true",
    ].join("&");
    return redirect(this.link(request, "app.id.smart.com", `/proxy?${query}`), "context given");
  }

  #bootstrap(request: DemoRequest): DemoAnswer {
    if (queryOf(request).get("APIKey") !== smartEu.apiKey) return wrongKey();
    return gigya({ ...this.people.bootstrap() }, "bootstrap given");
  }

  #login(request: DemoRequest): DemoAnswer {
    const form = formOf(request);
    const cookies = cookiesOf(request);
    if (request.method !== "POST") return gigyaRefusal(400002, "Missing required parameter", "login must be posted");
    if (form.get("APIKey") !== smartEu.apiKey) return wrongKey();
    // Refused before the password is looked at (1.2 step 2). The error's number is ours: none is recorded.
    if (
      !this.#bootstrapped(cookies.get("gmid") ?? "", cookies.get("ucid") ?? "") ||
      cookies.get(`gig_bootstrap_${smartEu.apiKey}`) !== "auth_ver4"
    ) {
      return gigyaRefusal(
        400006,
        "Invalid parameter value",
        "no bootstrap in the cookie that was given out or published",
      );
    }
    const person = this.people.find(form.get("loginID") ?? "", form.get("password") ?? "", this.brand);
    if (!person)
      return gigyaRefusal(403042, "Invalid LoginID", "name or password wrong", "invalid loginID or password");
    return gigya(
      {
        UID: this.people.minter.hex("uid"),
        sessionInfo: { login_token: this.people.issueLogin(person), expires_in: "2592000" },
      },
      "signed in",
    );
  }

  /** A pair that was given out, or the published one. */
  #bootstrapped(gmid: string, ucid: string): boolean {
    const { publishedDevice } = smartEu;
    if (gmid === publishedDevice.gmid && ucid === publishedDevice.ucid) return true;
    return this.people.bootstrapped(gmid, ucid);
  }

  #proceed(request: DemoRequest): DemoAnswer {
    const query = queryOf(request);
    const token = query.get("login_token") ?? "";
    const person = this.people.loginOf(token);
    // That context and cookie are looked at is ours; how a refusal reaches the app is recorded: a hop with mode=error.
    const context = this.people.hasContext(query.get("context") ?? "");
    const cookie = cookiesOf(request).get(`glt_${smartEu.apiKey}`) === token;
    if (!person || !context || !cookie) {
      const reason = !person ? "login token" : !context ? "context" : "glt cookie";
      const error = `mode=error&errorCode=login_required&errorMessage=${encodeURIComponent(`${reason} missing or expired`)}`;
      return redirect(this.link(request, "app.id.smart.com", `/proxy?${error}`), `${reason} missing or expired`);
    }
    const code = this.people.issueCode(person);
    return redirect(this.link(request, "awsapi.future.smart.com", `${startPath}/FinalPage?code=${code}`), "code given");
  }

  #finish(request: DemoRequest): DemoAnswer {
    const person = this.people.redeemCode(queryOf(request).get("code") ?? "");
    if (!person) return { ...page("Bad request"), status: 400, note: "code missing, expired or used" };
    const tokens = [
      `access_token=${this.people.issueOauth(person)}`,
      `id_token=${this.people.jwt(person, "id")}`,
      `refresh_token=${this.people.minter.text("oauth refresh")}`,
    ].join("&");
    const path = `${startPath}/MobileData?${tokens}`;
    // Recorded without host; under a prefix such a Location would lose the host, so there it is written out.
    return redirect(request.prefixed ? this.link(request, request.host, path) : path, "tokens given");
  }
}

function page(title: string): DemoAnswer {
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${title}</body></html>`,
  };
}

function redirect(location: string, note: string): DemoAnswer {
  return { status: 302, headers: { location }, body: "", note };
}

function gigya(body: object, note: string): DemoAnswer {
  return { status: 200, code: "0", note, body: { errorCode: 0, statusCode: 200, statusReason: "OK", ...body } };
}

function gigyaRefusal(errorCode: number, errorMessage: string, note: string, errorDetails = errorMessage): DemoAnswer {
  const statusCode = Math.floor(errorCode / 1000);
  return { status: 200, code: String(errorCode), note, body: { errorCode, errorMessage, statusCode, errorDetails } };
}

/** The number is ours: what the tenant says to a wrong key is not recorded. */
function wrongKey(): DemoAnswer {
  return gigyaRefusal(400093, "Invalid ApiKey parameter", "APIKey is not the tenant's");
}

function cookiesOf(request: DemoRequest): Map<string, string> {
  return new Map(
    (request.headers["cookie"] ?? "").split(/;\s*/).map((pair) => {
      const mark = pair.indexOf("=");
      return [pair.slice(0, mark), pair.slice(mark + 1)] as const;
    }),
  );
}
