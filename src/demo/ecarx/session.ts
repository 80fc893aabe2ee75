import { text } from "../../base/json";
import type { DemoAnswer, DemoRequest } from "../types";
import { appOf } from "./apps";
import { isRefused, refused, sessionAnswer, sessionRefusal, type Refused } from "./envelope";
import { jsonOf, queryOf } from "./parse";
import { apiLifetimeSeconds, type People, type Person } from "./people";
import { vehicleHosts } from "./vehicle-hosts";
import type { Verifier } from "./verify";

export const sessionPath = "/auth/account/session/secure";

/** Session exchange, layer 2 of the refresh ladder, and sign-out (docs/protocol/ecarx-smart.md 1.2, 1.5, 1.6, 2.2). */
export class Sessions {
  constructor(
    readonly people: People,
    readonly verifier: Verifier,
  ) {}

  handle(request: DemoRequest): DemoAnswer {
    const wrong = this.verifier.signature(request);
    if (wrong) return sessionRefusal(wrong);
    switch (request.method) {
      case "POST":
        return this.#exchange(request);
      case "PUT":
        return this.#refresh(request);
      case "DELETE":
        return this.#end(request);
      default:
        return sessionRefusal(refused("1405", `no ${request.method} here`));
    }
  }

  #exchange(request: DemoRequest): DemoAnswer {
    const app = appOf(request.headers);
    if (!app || queryOf(request).get("identity_type") !== app.identityType) {
      return sessionRefusal(refused("1400", "identity_type is not the app's"));
    }
    const person = app.market === "intl" ? this.#byCode(request) : this.#byToken(request);
    if (isRefused(person)) return sessionRefusal(person);
    const device = request.headers["x-device-identifier"] ?? "";
    return sessionAnswer(this.#data(request, person, this.people.issueApi(person, device)), "session given");
  }

  #byToken(request: DemoRequest): Person | Refused {
    const token = text(jsonOf(request)?.["accessToken"]);
    if (token === undefined) return refused("1400", "accessToken missing");
    const person = this.people.oauthOf(token);
    return person?.market === "eu" ? person : refused("1501", "sign-in token unknown or older than 7 days");
  }

  /** International: a code of the sign-in service, good once. */
  #byCode(request: DemoRequest): Person | Refused {
    // Ours: that the other host refuses the exchange is not known.
    if (request.host !== vehicleHosts.five) return refused("1400", "not the host of the international exchange");
    const code = text(jsonOf(request)?.["authCode"]);
    if (code === undefined) return refused("1400", "authCode missing");
    const person = this.people.redeemCode(code);
    return person?.market === "intl" ? person : refused("1501", "code unknown, used or expired");
  }

  /** The new `accessToken` is a sign-in token, not an API token: layer 1 follows. */
  #refresh(request: DemoRequest): DemoAnswer {
    const body = jsonOf(request);
    const refreshToken = text(body?.["refreshToken"]);
    const clientId = request.headers["x-client-id"] ?? "";
    if (
      request.query !== "" ||
      refreshToken === undefined ||
      text(body?.["proprietaryPlatform"]) !== "0" ||
      clientId === ""
    ) {
      return sessionRefusal(refused("1400", "refresh in the wrong form"));
    }
    const person = this.people.redeemRefresh(refreshToken, clientId);
    if (typeof person === "object" && person.market !== appOf(request.headers)?.market) {
      return sessionRefusal(refused("1501", "refresh token of another market"));
    }
    if (person === "otherClient") return sessionRefusal(refused("1400", "refresh token of another client id"));
    // Ours: how the cloud refuses a dead refresh token is not recorded.
    if (person === "unknown") return sessionRefusal(refused("1501", "refresh token unknown or expired"));
    return sessionAnswer(this.#data(request, person, this.people.issueOauth(person)), "sign-in token renewed");
  }

  /** The path is known, the form is not (1.6): the token ends, whatever the body. */
  #end(request: DemoRequest): DemoAnswer {
    const token = request.headers["authorization"] ?? "";
    if (!this.people.apiOf(token)) return sessionRefusal(refused("1402", "no session to end"));
    this.people.endApi(token);
    return sessionAnswer(null, "signed out");
  }

  /** Who does not say what it is counts as a browser, which is given no client id (1.4). */
  #data({ headers }: DemoRequest, person: Person, accessToken: string): object {
    const deviceType = headers["x-device-type"] || "browser";
    const { refreshToken, clientId } = this.people.issueRefresh(person, deviceType !== "browser");
    return {
      expiresIn: apiLifetimeSeconds,
      deviceType,
      clientId,
      idToken: "",
      resultCode: "0",
      alias: "",
      accessToken,
      tcToken: "",
      resultMessage: "Success",
      userId: person.userId,
      refreshToken,
    };
  }
}
