import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** Whether bytes of a request can have left this machine. */
export interface Departure {
  left: boolean;
}

/**
 * What axios sends with, watched: Node holds a request back until the connection stands, and with TLS until the handshake
 * is done and the certificate is found valid. Error codes do not tell this: OpenSSL reports a refused handshake and a record
 * that breaks after the request was read by the same ones.
 */
export function watchedTransport(departure: Departure): {
  request(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest;
} {
  return {
    request(options, onAnswer) {
      const request = (options.protocol === "https:" ? https : http).request(options, onAnswer);
      request.once("socket", (socket) => watch(socket, departure, request.reusedSocket));
      return request;
    },
  };
}

function watch(socket: Socket, departure: Departure, reused: boolean): void {
  const { encrypted, secureConnecting } = socket as TLSSocket & { secureConnecting?: boolean };
  const leave = (): void => {
    departure.left = true;
  };
  // A connection kept from an earlier request is ready at once; one that is destroyed already never stood.
  if (reused) leave();
  else if (socket.destroyed) return;
  else if (encrypted ? secureConnecting === false : !socket.connecting) leave();
  else socket.prependOnceListener(encrypted ? "secureConnect" : "connect", leave);
}
