import type { HttpClient } from "../http/client";
import type { Credentials } from "./platform";

/** A sign-in that a person makes in the browser, at a page that ends at an address which only the vendor's app can open. */
export interface BrowserSignIn {
  /** The page to open, as it is reached with these base URLs, and the secret that goes with what it ends at. No I/O. */
  begin(baseUrls?: Readonly<Record<string, string>>): { url: string; secret: string };
  /** The code in what was pasted. Throws INPUT_INVALID, saying what is wrong with it and what to do. No I/O. */
  codeIn(pasted: string): string;
  /** One request: what an account needs from then on. Rejects with SIGN_IN_REJECTED if the code is not taken. */
  finish(http: HttpClient, code: string, secret: string, signal?: AbortSignal): Promise<Credentials>;
}
