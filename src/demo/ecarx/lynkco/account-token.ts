import { text } from "../../../base/json";
import type { DemoEntrance, DemoWorld } from "../brand";
import { refused, sessionAnswer, sessionRefusal, type Refused } from "../envelope";
import { keep } from "../keep";
import { jsonOf, queryOf } from "../parse";
import type { DemoAnswer, DemoRequest } from "../../types";

const hour = 3_600_000;
/** As the recorded answer says. */
const lifeMs = 2 * hour;
const path = "/auth/account/token";
/** At most so many sessions are remembered. */
const most = 200;

/**
 * The session of 2020: given for an authCode, which works once, and renewed for its refresh token together with the access
 * token that came with it (docs/protocol/lynkco-geely.md 4.1). Where an authCode comes from nobody knows: the demo has made
 * one, and one session that somebody has captured. With which codes it refuses is ours.
 */
export function accountToken({ people, brand }: DemoWorld, host: string, signingSecret: string): DemoEntrance {
  const person = people.of(brand)[0]!;
  const clientId = "APPLE0000DEMO";
  const authCodes = new Set([people.minter.digits("auth code", 18)]);
  const [authCode] = authCodes;
  /** Refresh token → the access token that belongs to it. */
  const pairs = new Map<string, string>();

  function give(): { accessToken: string; refreshToken: string } {
    const accessToken = people.issueApi(person, "", lifeMs);
    const refreshToken = people.minter.bytes("account refresh").toString("base64");
    keep(pairs, refreshToken, accessToken, most);
    return { accessToken, refreshToken };
  }

  function answer(note: string): DemoAnswer {
    return sessionAnswer(
      {
        expiresIn: lifeMs / 1000,
        deviceType: "mobile",
        clientId,
        idToken: "",
        resultCode: "0",
        alias: "",
        ...give(),
        tcToken: "",
        resultMessage: "Success",
        userId: person.userId,
      },
      note,
    );
  }

  function wrongCaller({ headers }: DemoRequest): Refused | undefined {
    return headers["referer"] === undefined ? undefined : refused("1400", "a Referer is refused");
  }

  function forCode(request: DemoRequest): DemoAnswer {
    const body = jsonOf(request);
    const code = text(body?.["authCode"]);
    const wrong = wrongCaller(request);
    if (wrong) return sessionRefusal(wrong);
    if (queryOf(request).get("identity_type") !== "lid")
      return sessionRefusal(refused("1400", "identity_type is not lid"));
    if (!code || !text(body?.["redirectUri"]))
      return sessionRefusal(refused("1400", "authCode or redirectUri missing"));
    if (!authCodes.delete(code)) return sessionRefusal(refused("1501", "authCode unknown or used"));
    return answer("session given for an authCode");
  }

  function renew(request: DemoRequest): DemoAnswer {
    const { headers } = request;
    const wrong = wrongCaller(request);
    if (wrong) return sessionRefusal(wrong);
    if (headers["x-app-id"] !== "lynkco" || headers["x-operator-code"] !== "LYNKCO") {
      return sessionRefusal(refused("1440", "x-app-id and x-operator-code are not those of the app"));
    }
    const refreshToken = text(jsonOf(request)?.["refreshToken"]) ?? "";
    const current = pairs.get(refreshToken);
    if (current === undefined) return sessionRefusal(refused("1501", "refresh token unknown or used"));
    if (headers["authorization"] !== current) {
      return sessionRefusal(refused("1402", "the refresh token is not of this access token"));
    }
    pairs.delete(refreshToken);
    people.endApi(current);
    return answer("session renewed");
  }

  const captured = { ...give(), username: person.userId, clientId, signingSecret };
  return {
    entries: { [`POST ${host}${path}`]: forCode, [`PUT ${host}${path}`]: renew },
    credentials: { "lynkco-signed": captured },
    otherAccounts: {
      lynkcoAuthCode: { platform: "lynkco-signed", credentials: { authCode: authCode!, signingSecret } },
    },
    expire: ({ refresh }) => void (refresh && pairs.clear()),
  };
}
