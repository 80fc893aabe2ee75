/**
 * Run in a process of its own by certificates.test.ts: asks `argv[2]` by every way out that uses TLS, and prints what became of
 * each as JSON. With NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment Node.js checks no certificate by itself.
 */
import { createPoster } from "../../src/demo/segway/post";
import { createAxiosTransport } from "../../src/http/axios-transport";
import { sendProbe } from "../../src/node-red/webhook/send-probe";
import dns from "node:dns";

const [, , port = "", proxy = ""] = process.argv;
// A name of another machine, as TLS sees it; it is looked up here.
const name = "cloud.test";
const here = (
  _name: string,
  options: { all?: boolean },
  done: (error: null, address: unknown, family?: number) => void,
): void => (options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4));
dns.lookup = here as never;

async function run(): Promise<object> {
  const request = { method: "POST" as const, headers: {}, body: "secret", timeoutMs: 5000 };
  const send = async (proxied: boolean): Promise<string> => {
    if (proxied) process.env["HTTPS_PROXY"] = proxy;
    const transport = createAxiosTransport({ lookup: here as never });
    const result = await transport.send({ ...request, url: `https://${name}:${port}/` }).then(
      ({ status }) => String(status),
      ({ message }: Error) => message,
    );
    transport.close();
    return result;
  };
  const direct = await send(false);
  const poster = createPoster();
  const posted = await poster.post(`https://${name}:${port}/`, "a=b", 5000, new AbortController().signal);
  poster.close();
  const probe = { body: Buffer.from("a=b"), proof: "x", arrived: undefined } as never;
  const probed = await sendProbe(`https://${name}:${port}`, probe, "alert");
  return { direct, posted, probed, proxied: await send(true) };
}

void run().then((result) => process.stdout.write(JSON.stringify(result)));
