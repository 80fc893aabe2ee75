import type { Credentials } from "../../platforms/platform";

/**
 * What an account node keeps as credentials. The html of the node says it a second time: the flow library reads it from there
 * without running anything.
 */
export const credentialFields = {
  username: { type: "text" },
  password: { type: "password" },
  clientId: { type: "text" },
  clientSecret: { type: "password" },
  accessToken: { type: "password" },
  authCode: { type: "password" },
  refreshToken: { type: "password" },
  signingSecret: { type: "password" },
  vehicleIdentifier: { type: "password" },
  headerSecret: { type: "password" },
  dcsToken: { type: "password" },
  dcsClientSecret: { type: "password" },
} as const satisfies Record<keyof Credentials, { type: "text" | "password" }>;

export const credentialNames = Object.keys(credentialFields) as (keyof Credentials)[];
