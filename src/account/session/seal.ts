import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, scrypt } from "node:crypto";
import { isObject, parseJson, text, type JsonObject } from "../../base/json";
import { loginName } from "../../base/login-name";
import type { Credentials } from "../../platforms/platform";

/** The clear part of a stored session: enough to tell whose it is, nothing to sign in with. */
export interface SealHeader {
  v: 1;
  /** base64, 16 random bytes; stays the same while the credentials do, so that the key is made once per process. */
  salt: string;
  platform: string;
  /** Made from the same costly key as the cipher: no cheaper way to guess a password than the cipher itself. */
  fingerprint: string;
  /** 32 hex digits, the same for ever. */
  deviceId: string;
}

/** What became of a stored text. `changed` and `corrupted` keep the device id where it could be read. */
export type Unsealed =
  | { outcome: "open"; deviceId: string; salt: string; data: JsonObject }
  | { outcome: "changed"; deviceId: string }
  | { outcome: "corrupted"; deviceId?: string };

interface Keys {
  cipher: Buffer;
  fingerprint: string;
}

/** About a tenth of a second and 32 MB; Node refuses the latter without a higher limit. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** Keys by hash of credentials and salt: scrypt runs once per process and account, not at every save. */
const keys = new Map<string, Promise<Keys>>();
const keysKept = 64;

/** Encrypts with a key from the account's credentials (AES-256-GCM, the header is authenticated with it). */
export async function seal(
  data: JsonObject,
  owner: { platform: string; credentials: Credentials; deviceId: string; salt?: string },
): Promise<{ text: string; salt: string }> {
  const salt = owner.salt ?? randomBytes(16).toString("base64");
  const { cipher: key, fingerprint } = await deriveKeys(owner, salt);
  const header: SealHeader = { v: 1, salt, platform: owner.platform, fingerprint, deviceId: owner.deviceId };
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(JSON.stringify(header)));
  const body = Buffer.concat([cipher.update(JSON.stringify(data), "utf8"), cipher.final()]);
  const sealed = {
    iv: iv.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    body: body.toString("base64"),
  };
  return { text: JSON.stringify({ header, sealed }), salt };
}

/** Opens what `seal` made. Never throws: an unreadable file must not keep an account from working. */
export async function unseal(source: string, owner: { platform: string; credentials: Credentials }): Promise<Unsealed> {
  const file = parseJson(source);
  const header = readHeader(isObject(file) ? file["header"] : undefined);
  if (!header) return { outcome: "corrupted" };
  const { deviceId } = header;
  if (header.platform !== owner.platform) return { outcome: "changed", deviceId };
  const { cipher: key, fingerprint } = await deriveKeys(owner, header.salt);
  if (header.fingerprint !== fingerprint) return { outcome: "changed", deviceId };
  try {
    const sealed = (file as { sealed: Record<"iv" | "tag" | "body", string> }).sealed;
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(sealed.iv, "base64"), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(JSON.stringify(header)));
    decipher.setAuthTag(Buffer.from(sealed.tag, "base64"));
    const plain = Buffer.concat([decipher.update(Buffer.from(sealed.body, "base64")), decipher.final()]);
    const data = parseJson(plain.toString("utf8"));
    return isObject(data) ? { outcome: "open", deviceId, salt: header.salt, data } : { outcome: "corrupted", deviceId };
  } catch {
    return { outcome: "corrupted", deviceId };
  }
}

export function newDeviceId(): string {
  return randomBytes(16).toString("hex");
}

function readHeader(value: unknown): SealHeader | undefined {
  if (!isObject(value) || value["v"] !== 1) return undefined;
  const salt = text(value["salt"]);
  const platform = text(value["platform"]);
  const fingerprint = text(value["fingerprint"]);
  const deviceId = text(value["deviceId"]);
  if (!salt || !platform || !fingerprint || !deviceId || !/^[0-9a-f]{32}$/.test(deviceId)) return undefined;
  return { v: 1, salt, platform, fingerprint, deviceId };
}

function deriveKeys(owner: { platform: string; credentials: Credentials }, salt: string): Promise<Keys> {
  const secret = JSON.stringify([
    owner.platform,
    Object.entries(owner.credentials)
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([name, value]) => [name, name === "username" ? loginName(value as string) : value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  const name = createHash("sha256").update(`${salt}\n${secret}`).digest("hex");
  let made = keys.get(name);
  if (!made) {
    made = new Promise((resolve, reject) => {
      scrypt(secret, Buffer.from(salt, "base64"), 64, cost, (error, derived) => {
        if (error) reject(error);
        else
          resolve({
            cipher: derived.subarray(0, 32),
            fingerprint: createHmac("sha256", derived.subarray(32)).update("fingerprint").digest("hex").slice(0, 32),
          });
      });
    });
    if (keys.size >= keysKept) keys.delete(keys.keys().next().value as string);
    keys.set(name, made);
    made.catch(() => keys.delete(name));
  }
  return made;
}
