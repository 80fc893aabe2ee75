/** A line to Redis on which writing is slow and reading is not, as to a store whose answers come from a replica near by. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface SlowLine {
  port: number;
  close(): Promise<void>;
}

/** Each HSET arrives `ms` later than it was sent; what follows it on its connection stays behind it. */
export async function slowWrites(target: number, ms: number): Promise<SlowLine> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const store = connect(target, "127.0.0.1");
    for (const [socket, other] of [
      [client, store],
      [store, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    store.pipe(client);
    let arrived = Promise.resolve();
    client.on("data", (part: Buffer) => {
      const lateMs = part.includes("HSET") ? ms : 0;
      const sent = new Promise<void>((resolve) => setTimeout(resolve, lateMs));
      arrived = arrived.then(() => sent).then(() => void store.write(part));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
