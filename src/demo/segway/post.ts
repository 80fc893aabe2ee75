import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

export interface Poster {
  /** HTTP status of the answer; 0 if none came in time. Never rejects. */
  post(url: string, form: string, timeoutMs: number, signal: AbortSignal): Promise<number>;
  close(): void;
}

/** Posts forms as the vendor's server does. A receiver on this machine may have a certificate of its own making. */
export function createPoster(): Poster {
  const http = new HttpAgent({ keepAlive: true, maxSockets: 16 });
  const https = new HttpsAgent({ keepAlive: true, maxSockets: 16, rejectUnauthorized: true });
  const httpsHere = new HttpsAgent({ keepAlive: true, maxSockets: 16, rejectUnauthorized: false });
  return {
    post(url, form, timeoutMs, signal) {
      const { protocol, hostname } = new URL(url);
      const here = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
      const secure = protocol === "https:";
      const agent = secure ? (here ? httpsHere : https) : http;
      return new Promise((resolve) => {
        const message = (secure ? httpsRequest : httpRequest)(url, {
          method: "POST",
          agent,
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
          headers: {
            "content-type": "application/x-www-form-urlencoded",
            "content-length": Buffer.byteLength(form),
            // As from a proxy that ends HTTPS: a Node-RED with `requireHttps` turns plain HTTP away, on this machine too.
            ...(here && !secure ? { "x-forwarded-proto": "https" } : {}),
          },
        });
        message.on("response", (response) => {
          response.on("end", () => resolve(response.statusCode ?? 0)).on("error", () => resolve(0));
          response.resume();
        });
        message.on("error", () => resolve(0));
        message.end(form);
      });
    },
    close() {
      for (const agent of [http, https, httpsHere]) agent.destroy();
    },
  };
}
