/**
 * A context store of Node-RED on Redis, as small as can be: for the tests only. It speaks RESP over one connection; a scope is
 * a hash, a key its field, a value JSON.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

type Reply = null | number | string | Reply[];
type Done = (error: Error | null, ...values: unknown[]) => void;

/** One connection; replies come in the order of the commands. */
export class Redis {
  readonly #socket: Socket;
  readonly #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];
  #rest = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (part: Buffer) => this.#take(part));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the connection to Redis is closed")));
  }

  static async connect(port: number): Promise<Redis> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new Redis(socket);
  }

  call(...words: string[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
      this.#socket.write(`*${words.length}\r\n${parts.join("")}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(part: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, part]);
    for (let found = parse(this.#rest, 0); found; found = parse(this.#rest, 0)) {
      this.#rest = this.#rest.subarray(found.end);
      const one = this.#waiting.shift();
      if (found.reply instanceof Error) one?.reject(found.reply);
      else one?.resolve(found.reply);
    }
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

/** One reply from `at` on; undefined while a part of it is still on its way. */
function parse(data: Buffer, at: number): { reply: Reply | Error; end: number } | undefined {
  const line = data.indexOf("\r\n", at);
  if (line < 0) return undefined;
  const text = data.toString("utf8", at + 1, line);
  const end = line + 2;
  const kind = String.fromCharCode(data[at]!);
  if (kind === "+") return { reply: text, end };
  if (kind === "-") return { reply: new Error(text), end };
  if (kind === ":") return { reply: Number(text), end };
  const size = Number(text);
  if (size < 0) return { reply: null, end };
  if (kind === "$") {
    return data.length < end + size + 2
      ? undefined
      : { reply: data.toString("utf8", end, end + size), end: end + size + 2 };
  }
  const replies: Reply[] = [];
  let next = end;
  for (let i = 0; i < size; i++) {
    const found = parse(data, next);
    if (!found) return undefined;
    replies.push(found.reply as Reply);
    next = found.end;
  }
  return { reply: replies, end: next };
}

/** What Node-RED takes as `contextStorage.<name>.module`. */
export function redisContext({ port }: { port: number }): object {
  let redis: Redis;
  const hash = (scope: string): string => `context:${scope}`;
  const listed = (key: string | string[]): string[] => (Array.isArray(key) ? key : [key]);
  return {
    async open() {
      redis = await Redis.connect(port);
    },
    async close() {
      redis.close();
    },
    get(scope: string, key: string | string[], done: Done) {
      redis.call("HMGET", hash(scope), ...listed(key)).then(
        (found) =>
          done(null, ...(found as (string | null)[]).map((text) => (text === null ? undefined : JSON.parse(text)))),
        (error: Error) => done(error),
      );
    },
    set(scope: string, key: string | string[], value: unknown, done: Done = () => undefined) {
      const values = Array.isArray(key) ? (value as unknown[]) : [value];
      const work = listed(key).map((name, i) =>
        values[i] === undefined
          ? redis.call("HDEL", hash(scope), name)
          : redis.call("HSET", hash(scope), name, JSON.stringify(values[i])),
      );
      Promise.all(work).then(
        () => done(null),
        (error: Error) => done(error),
      );
    },
    keys(scope: string, done: Done) {
      redis.call("HKEYS", hash(scope)).then(
        (found) => done(null, found),
        (error: Error) => done(error),
      );
    },
    delete: (scope: string) => redis.call("DEL", hash(scope)),
    clean: async () => undefined,
  };
}
