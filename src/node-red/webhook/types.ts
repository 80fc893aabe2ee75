import type { IncomingMessage, ServerResponse } from "node:http";
import type { Node, NodeDef } from "node-red";
import type { SegwayPushWord } from "./paths";

export const webhookType = "vehicle-cloud-segway-webhook-in";

/** Settings as they were saved. */
export interface WebhookConfig extends NodeDef {
  account?: string;
  path?: string;
  publicAddress?: string;
  signatureMode?: string;
  replayWindowSeconds?: number | string;
  ownPort?: number | string;
  ownHost?: string;
  sharedStore?: string;
  raw?: boolean;
  configVersion?: number;
}

/** What became of one test push. */
export type ProbeOutcome =
  | { outcome: "reached" }
  /** It arrived, but not byte for byte: signatures may not hold. They do if the form was only encoded anew. */
  | { outcome: "altered" }
  /** Somebody else answered, with this HTTP status. */
  | { outcome: "other"; status: number; password: boolean }
  | { outcome: "notReached"; reason: string };

/** The worst that test pushes brought to light, for one of the two ways; with the path, if not all four met the same. */
export type Probe = ProbeOutcome & { path?: SegwayPushWord };

/** The node as the editor's routes see it. */
export interface WebhookNode extends Node {
  probe(typed: { path: string; publicAddress: string }): Promise<{ local: Probe; public?: Probe }>;
}

/** Why a request was not taken for a push; the platform adds its own reasons. */
export type RequestProblem = "tooLarge" | "slow" | "method" | "contentType" | "parsed" | "unavailable";

/** Takes requests for the paths of one node. */
export interface PushSink {
  /** A complete request. `body` is exactly what was received. Answers by itself, always. */
  take(word: SegwayPushWord, request: IncomingMessage, response: ServerResponse, body: Buffer): void;
  refuse(response: ServerResponse, problem: RequestProblem): void;
}
