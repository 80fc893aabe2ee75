import { text } from "../../../base/json";
import type { DemoAnswer, DemoRequest } from "../../types";
import { smartIntl } from "./apps";
import { unknownKey } from "./gateway-check";
import { jsonOf, queryOf } from "../parse";
import type { DemoService, DemoWorld } from "../brand";
import { gatewayAbility, gatewayService } from "./side-services";

/** The gateway of the international market: sign-in here, and abilities behind a verified signature. */
const gatewayHost = "sg-app-api.smart.com";

const service = "/iam/service/api/v1";

export function gateway(world: DemoWorld): DemoService {
  return {
    hosts: [gatewayHost],
    handle: (request) =>
      request.path.startsWith(`${gatewayService}/`) ? gatewayAbility(request, world) : iam(request, world),
    refusal: (code) => iamRefusal(code, "refused by the demo", "refused by the demo"),
  };
}

/**
 * Sign-in of the international market (docs/protocol/ecarx-smart.md 2.2). All codes but "200" are ours: none is recorded.
 * The gateway does not check a signature here.
 */
function iam(request: DemoRequest, world: DemoWorld): DemoAnswer {
  const { headers } = request;
  if (headers["x-ca-key"] !== smartIntl.gatewayKey) return unknownKey();
  if (!headers["x-ca-nonce"] || !/^\d+$/.test(headers["x-ca-timestamp"] ?? "")) {
    return iamRefusal("40001", "Invalid request", "nonce or timestamp missing");
  }
  if (headers["x-app-id"] !== smartIntl.appId) return iamRefusal("40002", "Invalid app", "x-app-id is not the app's");
  switch (`${request.method} ${request.path}`) {
    case `POST ${service}/login`:
      return signIn(request, world);
    case `GET ${service}/oauth20/authorize`:
      return authorize(request, world);
    default:
      return { status: 404, body: { code: "404", message: "Not found" }, note: "not a path of the demo" };
  }
}

function iamRefusal(code: string, message: string, note: string): DemoAnswer {
  return { status: 200, code, note, body: { code, message, result: null } };
}

function signIn(request: DemoRequest, { people, brand }: DemoWorld): DemoAnswer {
  const body = jsonOf(request);
  const person = people.find(text(body?.["email"]) ?? "", text(body?.["password"]) ?? "", brand);
  if (!person) return iamRefusal("40101", "Account or password is incorrect", "name or password wrong");
  return success(
    {
      accessToken: people.issueOauth(person),
      refreshToken: people.minter.text("iam refresh"),
      idToken: people.jwt(person, "id"),
      userId: person.userId,
      expiresIn: 86_400,
    },
    "signed in",
  );
}

function authorize(request: DemoRequest, { people, brand }: DemoWorld): DemoAnswer {
  const person = people.oauthOf(queryOf(request).get("accessToken") ?? "");
  if (person?.brand !== brand)
    return iamRefusal("40102", "Token is invalid", "sign-in token unknown or older than a day");
  // Ours: whether it is looked at is not known; both clients send it.
  if (!request.headers["xs-auth-token"]) return iamRefusal("40103", "Token is missing", "Xs-Auth-Token missing");
  return success(people.issueAuthCode(person), "code given");
}

function success(result: unknown, note: string): DemoAnswer {
  return { status: 200, code: "200", note, body: { code: "200", message: "success", result } };
}
