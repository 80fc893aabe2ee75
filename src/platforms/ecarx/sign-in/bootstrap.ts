import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../../base/errors";
import { finite, own, text } from "../../../base/json";
import type { HttpClient } from "../../../http/client";
import type { GigyaSettings } from "./settings";
import { encodeRfc3986 } from "../session/signing";
import { gigyaRefusal } from "./refusal";

/** A host that is blocked often just stays silent: the rest of the sign-in needs its time, too. */
const patienceMs = 10_000;

export interface DeviceCookie {
  text: string;
  /** Why it is not a fresh one. */
  blocked?: VehicleCloudError;
}

/**
 * The cookie of the device, step 2 of docs/protocol/ecarx-smart.md 1.2. Where its host cannot be reached (ad blockers like to
 * block it), the published one: a sign-in need not fail for that. Rejects if the host itself refuses.
 */
export async function deviceCookie(
  settings: GigyaSettings,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<DeviceCookie> {
  const { apiKey, bootstrapOrigin, publishedDevice, webHeaders } = settings;
  const cookie = ({ gmid, ucid }: { gmid: string; ucid: string }): string =>
    `gmid=${gmid}; ucid=${ucid}; hasGmid=ver4; gig_bootstrap_${apiKey}=auth_ver4`;
  try {
    const answer = await http.call(
      () => ({
        method: "GET",
        origin: bootstrapOrigin,
        path: "/socialize.getIDs",
        query: `APIKey=${encodeRfc3986(apiKey)}&format=json&includeTicket=true`,
        headers: { "user-agent": webHeaders["user-agent"] ?? "" },
      }),
      { meter: { purpose: "signIn" }, timeoutMs: patienceMs, signal },
    );
    const errorCode = finite(own(answer.json, "errorCode"));
    // The service says with HTTP 200 what is wrong; anything else, or no code of its, came from something in between.
    if (answer.status !== 200 || errorCode === undefined) {
      throw cloudError("CLOUD_UNAVAILABLE", `${answer.host} answered HTTP ${answer.status} and gave no cookie.`, {
        host: answer.host,
        httpStatus: answer.status,
      });
    }
    const [gmid, ucid] = [text(own(answer.json, "gmid")), text(own(answer.json, "ucid"))];
    if (errorCode !== 0 || !gmid || !ucid) throw gigyaRefusal(answer, "did not prepare the sign-in");
    return { text: cookie({ gmid, ucid }) };
  } catch (error) {
    if (!isVehicleCloudError(error, "CLOUD_UNAVAILABLE", "CLOUD_ANSWER_INVALID", "TIMEOUT")) throw error;
    return { text: cookie(publishedDevice), blocked: error };
  }
}
