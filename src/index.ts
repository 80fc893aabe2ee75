/** The client without Node-RED. Importing it loads next to nothing: what a function needs is loaded when it is first called. */
type AccountModule = typeof import("./account/create");
type DemoModule = typeof import("./demo");
type CatalogueModule = typeof import("./platforms/ecarx/catalogue/endpoints");
type SigningModule = typeof import("./platforms/ecarx/session/signing");
type EcarxStatusModule = typeof import("./platforms/ecarx/status/read-status");
type SegwaySignatureModule = typeof import("./platforms/segway/push-signature");
type SegwayStatusModule = typeof import("./platforms/segway/read-status");
type SegwayPushModule = typeof import("./platforms/segway/read-push");
type Gcj02Module = typeof import("./vehicle/gcj02");
type TripCsvModule = typeof import("./vehicle/trips/csv");
type TripGeoJsonModule = typeof import("./vehicle/trips/geojson");
type TripGpxModule = typeof import("./vehicle/trips/gpx");

// Name by name: each is a promise to those who build on it, and test/package/public-names.test.ts holds it.
export {
  CloudError,
  SessionError,
  UsageError,
  VehicleCloudError,
  VehicleError,
  cloudError,
  errorCodes,
  isCloudError,
  isVehicleCloudError,
} from "./base/errors";
export type { ErrorCode, ErrorDetails } from "./base/errors";
export { ManualClock, systemClock, type Clock, type ClockTimer } from "./base/clock";
export type { FenceCall, FenceFamily, FenceOperation, StoredFence, StoredFences } from "./account/stored-fences";
export type { Logger } from "./base/logger";
export type {
  AccountEvent,
  AccountNotice,
  AlertEvent,
  AnsweredCall,
  CallOptions,
  CaptureReceipt,
  CommandOptions,
  CommandResult,
  ControlCounts,
  ControlOptions,
  ControlOutcome,
  ControlResult,
  ControlRow,
  DataEvent,
  FaultEvent,
  KindEvent,
  KindPolicy,
  ListenPolicy,
  OpenEvent,
  OtherKind,
  PushOptions,
  PushPart,
  PushReceipt,
  PushedEvent,
  ReadPolicy,
  ReadingOptions,
  RequestOptions,
  ReadingSource,
  SessionEvent,
  SessionState,
  SignedInVehicle,
  StatusOptions,
  Takeover,
  TokenStore,
  Usage,
  VehicleAccount,
  VehicleAccountOptions,
  VehicleSelector,
  VerifiedPush,
  defaultPolicy,
  defaultTargetSeconds,
} from "./account/types";
export type {
  BatteryPack,
  BatteryState,
  Change,
  ChargingKind,
  Corners,
  ListedVehicle,
  Maybe,
  Opening,
  PlatformId,
  ReportedPlace,
  Seats,
  Tyre,
  Vehicle,
  VehicleStatus,
  emptyStatus,
} from "./vehicle/model";
export type {
  Allowed,
  CallAnswer,
  Callable,
  CapturedSession,
  Command,
  Credentials,
  Platform,
  PlatformOffers,
  PlatformSession,
  EndpointParameter,
  EndpointRow,
  PreparedCall,
  PreparedCommand,
  Reaction,
  ReadOptions,
  ReadResult,
  ReceivedPush,
  SessionContext,
  StatusPart,
  TableVehicle,
} from "./platforms/platform";
export type {
  DemoAnswer,
  DemoCloud,
  DemoControl,
  DemoFate,
  DemoFault,
  DemoFaultKind,
  DemoHosts,
  DemoLogEntry,
  DemoOptions,
  DemoPushOptions,
  DemoPushing,
  DemoRequest,
  DemoVehicleInfo,
} from "./demo/types";
export type { Transport, WireRequest, WireResponse } from "./http/transport";
export type { EcarxReadOptions } from "./platforms/ecarx/status/read-status";
export type {
  Abilities,
  Ability,
  BluetoothKey,
  Capabilities,
  Capability,
  CapabilityRange,
  ChargeTarget,
  ChargingSchedule,
  ClimateCapability,
  Firmware,
  KnownReadings,
  Picture,
  PictureView,
  ReadData,
  ReadKind,
  ReleaseNote,
  StateFlags,
  TrackPoint,
  Trip,
  TripState,
  TripTrack,
  Trips,
  Unverified,
  UnverifiedReadKind,
} from "./vehicle/read-data";
export type { Drive } from "./vehicle/events/event-types";
export type { TripCsvOptions, TripCsvVerdict } from "./vehicle/trips/csv";
export type { TripFeature, TripFeatures } from "./vehicle/trips/geojson";
export type { Endpoint } from "./platforms/ecarx/catalogue/endpoints";
export type { EndpointId, EndpointParameters } from "./platforms/ecarx/catalogue/endpoint-ids";
export type { SegwayPushOptions, SegwayPushReason, SegwayPushVerdict } from "./platforms/segway/push-signature";
export type { EcarxSignature, EcarxSigningInput, GatewaySigningInput } from "./platforms/ecarx/session/signing";

/**
 * An account of one cloud. Throws CONFIG_INVALID for options that cannot work; no input or output before the first call of a
 * method.
 */
export const createVehicleAccount: AccountModule["createVehicleAccount"] = (options) =>
  (require("./account/create") as AccountModule).createVehicleAccount(options);

/** Keeps a session or state in a file: 0600, replaced as a whole; of a state, what changes in between is in a log beside it. */
export const fileStore: typeof import("./account/storage/file-store").fileStore = (path) =>
  (require("./account/storage/state-log") as typeof import("./account/storage/state-log")).stateStore(path);

/** Starts a demo cloud on 127.0.0.1 and keeps it until `close()`. */
export const startDemoCloud: DemoModule["startDemoCloud"] = (options) =>
  (require("./demo") as DemoModule).startDemoCloud(options);

/** Signs a request to an ECARX host (docs/protocol/ecarx-smart.md 3.1). Pure. */
export const signEcarxRequest: SigningModule["signEcarxRequest"] = (input) =>
  (require("./platforms/ecarx/session/signing") as SigningModule).signEcarxRequest(input);

/** Signs a request to the Alibaba API gateway of the international market (docs/protocol/ecarx-smart.md 2.4). Pure. */
export const signGatewayRequest: SigningModule["signGatewayRequest"] = (input) =>
  (require("./platforms/ecarx/session/signing") as SigningModule).signGatewayRequest(input);

/** Reads an ECARX vehicle status. Pure; takes any JSON value without throwing, never gives NaN or Infinity. */
export const readEcarxStatus: EcarxStatusModule["readEcarxStatus"] = (reply, options) =>
  (require("./platforms/ecarx/status/read-status") as EcarxStatusModule).readEcarxStatus(reply, options);

/** Degrees in WGS-84 of degrees in GCJ-02, China's shifted coordinates; outside China the same. Pure. */
export const gcj02ToWgs84: Gcj02Module["gcj02ToWgs84"] = (place) =>
  (require("./vehicle/gcj02") as Gcj02Module).gcj02ToWgs84(place);

/** Degrees in GCJ-02 of degrees in WGS-84; outside China the same. Pure. */
export const wgs84ToGcj02: Gcj02Module["wgs84ToGcj02"] = (place) =>
  (require("./vehicle/gcj02") as Gcj02Module).wgs84ToGcj02(place);

/** Trips as GeoJSON (RFC 7946). Pure. */
export const tripsToGeoJson: TripGeoJsonModule["tripsToGeoJson"] = (trips) =>
  (require("./vehicle/trips/geojson") as TripGeoJsonModule).tripsToGeoJson(trips);
/** Trips as GPX 1.1. Pure. */
export const tripsToGpx: TripGpxModule["tripsToGpx"] = (trips) =>
  (require("./vehicle/trips/gpx") as TripGpxModule).tripsToGpx(trips);
/** Trips as CSV with a running number and a chain of hashes, a basis for a logbook. Pure. */
export const tripsToCsv: TripCsvModule["tripsToCsv"] = (trips, options) =>
  (require("./vehicle/trips/csv") as TripCsvModule).tripsToCsv(trips, options);
/** Whether the chain of such a CSV holds, and which row broke it. Pure. */
export const verifyTripCsv: TripCsvModule["verifyTripCsv"] = (text, expected) =>
  (require("./vehicle/trips/csv") as TripCsvModule).verifyTripCsv(text, expected);

/** Reads the answer of Segway's status query. Pure, same promise. */
export const readSegwayStatus: SegwayStatusModule["readSegwayStatus"] = (reply, options) =>
  (require("./platforms/segway/read-status") as SegwayStatusModule).readSegwayStatus(reply, options);

/** Reads the answer of Segway's location query. Pure, same promise. */
export const readSegwayLocation: SegwayStatusModule["readSegwayLocation"] = (reply, options) =>
  (require("./platforms/segway/read-status") as SegwayStatusModule).readSegwayLocation(reply, options);

/** Reads the fields of a Segway push. Pure, same promise. */
export const readSegwayPush: SegwayPushModule["readSegwayPush"] = (kind, fields, options) =>
  (require("./platforms/segway/read-push") as SegwayPushModule).readSegwayPush(kind, fields, options);

/** The signature of a Segway push, 32 hex digits. Pure. */
export const signSegwayPush: SegwaySignatureModule["signSegwayPush"] = (fields, clientSecret) =>
  (require("./platforms/segway/push-signature") as SegwaySignatureModule).signSegwayPush(fields, clientSecret);

/** Checks a Segway push, raw bytes as received. Pure; never throws. */
export const verifySegwayPush: SegwaySignatureModule["verifySegwayPush"] = (rawBody, clientSecret, options) =>
  (require("./platforms/segway/push-signature") as SegwaySignatureModule).verifySegwayPush(
    rawBody,
    clientSecret,
    options,
  );

/** The endpoint of that id, or undefined. */
export const findEndpoint: CatalogueModule["findEndpoint"] = (id) =>
  (require("./platforms/ecarx/catalogue/endpoints") as CatalogueModule).findEndpoint(id);

/** The endpoint catalogue of the ECARX cloud: 110 kB, read when this name is first used. */
export declare const endpoints: CatalogueModule["endpoints"];

const catalogue = {
  get endpoints(): CatalogueModule["endpoints"] {
    return (require("./platforms/ecarx/catalogue/endpoints") as CatalogueModule).endpoints;
  },
};
// Written out in the form that Node's look at CommonJS exports recognises, so that `import { endpoints }` finds it.
// prettier-ignore
Object.defineProperty(module.exports, "endpoints", { enumerable: true, get: function () { return catalogue.endpoints; } });
