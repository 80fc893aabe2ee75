/** What `src/index.ts` exports is a promise: by name, so that nothing becomes public by accident, and no name goes again. */
import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { read, root } from "../support/package-facts";

/** Names that programs may rely on. New ones are added here on purpose; none is taken out. */
const promised = `
Abilities Ability AccountEvent AccountNotice AlertEvent Allowed AnsweredCall BatteryPack BatteryState BluetoothKey CallAnswer
CallOptions Callable CaptureReceipt CapturedSession Capabilities Capability CapabilityRange Change ChargeTarget ChargingKind ChargingSchedule
ClimateCapability Clock ClockTimer CloudError Command CommandOptions CommandResult ControlCounts ControlOptions
ControlOutcome ControlResult ControlRow Corners Credentials DataEvent DemoAnswer DemoCloud DemoControl DemoFate
DemoFault DemoFaultKind DemoHosts DemoLogEntry DemoOptions DemoPushOptions DemoPushing DemoRequest DemoVehicleInfo Drive
EcarxReadOptions EcarxSignature EcarxSigningInput Endpoint EndpointId EndpointParameter EndpointParameters EndpointRow ErrorCode ErrorDetails
FaultEvent FenceCall FenceFamily FenceOperation Firmware GatewaySigningInput KindEvent KindPolicy KnownReadings ListedVehicle ListenPolicy Logger
ManualClock Maybe OpenEvent Opening OtherKind Picture PictureView Platform PlatformId PlatformOffers PlatformSession
PreparedCall PreparedCommand PushOptions PushPart PushReceipt PushedEvent Reaction ReadData ReadKind ReadOptions
ReadPolicy ReadResult ReadingOptions ReadingSource ReceivedPush RequestOptions ReleaseNote ReportedPlace Seats SegwayPushOptions
SegwayPushReason SegwayPushVerdict SessionContext SessionError SessionEvent SessionState SignedInVehicle StateFlags
StatusOptions StatusPart StoredFence StoredFences TableVehicle Takeover TokenStore TrackPoint Transport Trip TripCsvOptions TripCsvVerdict TripFeature TripFeatures TripState TripTrack Trips Tyre
Unverified UnverifiedReadKind Usage UsageError Vehicle VehicleAccount VehicleAccountOptions VehicleCloudError
VehicleError VehicleSelector VehicleStatus VerifiedPush WireRequest WireResponse cloudError createVehicleAccount
defaultPolicy defaultTargetSeconds emptyStatus endpoints errorCodes fileStore findEndpoint gcj02ToWgs84 isCloudError
isVehicleCloudError readEcarxStatus readSegwayLocation readSegwayPush readSegwayStatus signEcarxRequest
signGatewayRequest signSegwayPush startDemoCloud systemClock tripsToCsv tripsToGeoJson tripsToGpx verifySegwayPush verifyTripCsv wgs84ToGcj02
`
  .trim()
  .split(/\s+/);

function exported(): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  const file = join(root, "src", "index.ts");
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!);
  return checker.getExportsOfModule(module!).map(({ name }) => name);
}

describe("the public names", () => {
  it("are written out, never a whole module", () => {
    assert.doesNotMatch(read("src", "index.ts"), /^export (type )?\*/m);
  });

  it("are those that were promised", function () {
    this.timeout(180_000);
    const names = exported();
    assert.deepEqual(
      promised.filter((name) => !names.includes(name)),
      [],
      "no longer exported",
    );
    assert.deepEqual(
      names.filter((name) => !promised.includes(name)),
      [],
      "exported, and not in this list: add it here if it is meant to be public",
    );
  });
});
