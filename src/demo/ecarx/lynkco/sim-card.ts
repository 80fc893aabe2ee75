import { refused, type Refused } from "../envelope";

/** Number of the SIM card of the brand's car in this place of the list; invented. */
export function simCard(index: number): string {
  return `${"0".repeat(18)}${String(index).padStart(2, "0")}`;
}

const day = 86_400_000;
/** KiB of 3 GiB (docs/protocol/lynkco-geely.md 9.1). */
const volume = 3 * 1024 * 1024;

/** What is left of the card's data, flat and in the form of the one recorded answer; its two slips of the pen are not copied. */
export function flowInfo(query: URLSearchParams, cards: number, now: number): object | Refused {
  const iccid = query.get("iccid") ?? "";
  if (query.get("type") !== "iccid") return refused("1400", "type is not iccid");
  if (!Array.from({ length: cards }, (_, index) => simCard(index + 1)).includes(iccid)) {
    return refused("8153", "no such card of this account");
  }
  const second = Math.floor(now / 1000);
  const start = Math.floor(now / day) * day - 767 * day;
  const limit = start + 1826 * day;
  const used = 71_389 + (second % 5000);
  const month = new Date(now).toISOString().slice(0, 7).replace("-", "");
  return {
    sum: volume,
    left: volume - used,
    used,
    basic_package: {
      auth_time: start,
      start_time: start,
      limit_time: limit,
      available_days: Math.floor((limit - now) / day),
    },
    increase_package: {
      package: [
        {
          voiceMinute_init: 700,
          usedSMSNumber: 1,
          productId: "800000",
          SMSNumber_init: 50,
          dataVolume_init: volume,
          orderId: "DEMO00000000000000000001",
          usedDataVolume: used,
          usedVoiceMinute: 0,
          SMSNumber: 49,
          dataVolume: volume - used,
          voiceMinute: 700,
          activeDate: `${month}01000000`,
          expireDate: `${month}28235959`,
        },
      ],
    },
    timestamp: second,
  };
}
