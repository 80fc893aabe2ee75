/** What the user entered; a platform checks that it holds what it needs. Captured tokens come with the platform's own names. */
export interface Credentials {
  username?: string;
  password?: string;
  clientId?: string;
  clientSecret?: string;
  accessToken?: string;
  /** Captured in the place of tokens: good for one session, once. */
  authCode?: string;
  refreshToken?: string;
  signingSecret?: string;
  /** What names a car to a gateway that takes no VIN: a captured header, or the pair that makes it. */
  vehicleIdentifier?: string;
  /** What opens single services of the endpoint catalogue (docs/endpoints.md); each goes to that service's host only. */
  headerSecret?: string;
  dcsToken?: string;
  dcsClientSecret?: string;
}
