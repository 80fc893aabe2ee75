import type { CarModel } from "../car/state";

/** A row of the vehicle list in the recorded shape, identities invented (docs/protocol/ecarx-smart.md 4.1). */
export function listRow(model: CarModel, index: number): object {
  const nothing = "0".repeat(24);
  const created = 1682381083000 + index * 86_400_000;
  return {
    factoryCode: "1234",
    colorName: model.colorName,
    isIHUConfirm: false,
    temId: `${nothing.slice(1)}${index}`,
    ihuPlatform: "tsp",
    ihuId: `${nothing.slice(2)}1${index}`,
    carProveStatus: "N",
    fuelTankCapacity: "0",
    seriesCodeVs: model.series,
    iccid: `${"0".repeat(19)}${index}`,
    current: false,
    modelCode: model.modelCode,
    vehicleOwnerLastTime: created,
    vin: model.vin,
    fccode: "1234",
    id: index,
    msisdn: "000000000000000",
    vehicleType: 0,
    engineNo: "TEST",
    temType: "",
    plateNo: "",
    tboxPlatform: "tsp",
    seriesName: model.series,
    updateTime: created,
    vehiclePhotoSmall: "",
    modelName: model.modelCode,
    // 1 = the newer platform.
    proprietaryPlatform: model.measuresDc ? 1 : 0,
    recordTime: created,
    createTime: created,
    simActivited: 0,
    vehiclePhotoBig: "",
    loginInfo: { isLogined: 0, loginUid: "" },
    colorCode: model.colorCode,
    defaultVehicle: index === 1,
    matCode: model.matCode,
    shareStatus: "N",
  };
}

/** What the demo's cars can do, by the ids of docs/protocol/ecarx-smart.md 4.5. */
const functions: readonly (readonly [id: string, extra?: Record<string, unknown>])[] = [
  ["remote_control_lock_2"],
  ["remote_control_unlock_2", { valueEnum: "door,trunk" }],
  [
    "remote_climate_control_2",
    {
      valueRange: "16.0|30.0",
      // As a sister brand lists them; the spelling is the cloud's.
      paramsJson: [
        { name: "dpt_heat_loc", value: "front-left,front-right" },
        { name: "dpt_vent_loc", value: "front-left,front-right" },
        { name: "AC_step", value: "0.5" },
        { name: "climate_devices", value: "AC,defrost" },
        { name: "steel_wheel_heating", value: "true" },
      ],
    },
  ],
  ["remote_control_window_2"],
  ["remote_control_curtain_2"],
  ["remote_control_ventilate_2"],
  ["remote_charge_2"],
  ["honk_flash"],
  ["remote_appointment_charging"],
  ["charging_status_2"],
  ["tire_pressure_warning_2"],
  ["recharge_lid_status_2"],
  ["curtain_status_2"],
  ["trunk_status"],
  ["vehicle_position"],
  ["total_mileage"],
  ["vehiecle_doors_status"],
  ["remote_control_open_2", { valueEnum: "trunk" }],
  ["combined_climate_control"],
  ["remote_control_skylight_2"],
  ["remote_purification"],
  ["parking_comfortable_2"],
];

/** A real #3 lists so many, all true, whatever it has. */
const listed = 89;

export function capabilities(model: CarModel): object {
  const fitted = functions.filter(([id]) => model.hasBlind || !id.includes("curtain"));
  // Ours: the ids of the others are not recorded.
  const others = Array.from({ length: listed - fitted.length }, (_, index) => [`demo_function_${index + 1}`] as const);
  return {
    list: [...fitted, ...others].map(([functionId, extra]) => ({
      functionId,
      valueEnable: true,
      functionCategory: "",
      name: functionId,
      showType: "",
      tips: "",
      valueEnum: "",
      valueRange: "",
      paramsJson: [],
      configCode: "",
      platform: "",
      priority: "",
      ...extra,
    })),
    serviceResult: { error: null, operationResult: 1 },
  };
}
