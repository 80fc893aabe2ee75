import { text } from "../../base/json";
import type { DemoAnswer, DemoRequest } from "../types";
import type { DemoBrand, DemoOperation, Person } from "./brand";
import { isRefused, refused, sessionAnswer, sessionRefusal, type Refused } from "./envelope";
import { jsonOf, queryOf } from "./parse";
import { apiLifetimeSeconds, type People } from "./people";
import type { Verifier } from "./verify";

/** Session exchange, layer 2 of the refresh ladder, and sign-out (docs/protocol/ecarx-smart.md 1.2, 1.5, 1.6, 2.2). */
export class Sessions {
  constructor(
    readonly people: People,
    readonly verifier: Verifier,
  ) {}

  /** `undefined`: the operation is none of a session. */
  handle(request: DemoRequest, operation: DemoOperation): DemoAnswer | undefined {
    if (operation !== "exchange" && operation !== "renew" && operation !== "signOut") return undefined;
    const wrong = this.verifier.signature(request);
    if (wrong) return sessionRefusal(wrong);
    switch (operation) {
      case "exchange":
        return this.#exchange(request);
      case "renew":
        return this.#refresh(request);
      case "signOut":
        return this.#end(request);
    }
  }

  #exchange(request: DemoRequest): DemoAnswer {
    const brand = this.verifier.brandOf(request);
    if (!brand?.exchange || queryOf(request).get("identity_type") !== brand.exchange.identityType) {
      return sessionRefusal(refused("1400", "identity_type is not the app's"));
    }
    const person = this.#proven(request, brand);
    if (isRefused(person)) return sessionRefusal(person);
    const device = request.headers["x-device-identifier"] ?? "";
    return sessionAnswer(this.#data(request, person, this.people.issueApi(person, device)), "session given");
  }

  /** Who it is: by a sign-in token, or by a code of the sign-in service, which is good once. */
  #proven(request: DemoRequest, brand: DemoBrand): Person | Refused {
    const { takes, host } = brand.exchange!;
    if (host !== undefined && request.host !== host) return refused("1400", "not the host of this exchange");
    const proof = text(jsonOf(request)?.[takes]);
    if (proof === undefined) return refused("1400", `${takes} missing`);
    const person = takes === "authCode" ? this.people.redeemCode(proof) : this.people.oauthOf(proof);
    return person?.brand === brand ? person : refused("1501", "sign-in token or code unknown, used or too old");
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
    if (typeof person === "object" && person.brand !== this.verifier.brandOf(request)) {
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
