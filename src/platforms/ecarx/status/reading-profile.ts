/** What a brand's cars mean by their words. */
export interface EcarxReadingProfile {
  /** `posCanBeTrusted` tells something. Default true; false where it is "false" on a normal parked car (older Lynk & Co). */
  positionTrustMeaningful?: boolean;
  /**
   * Told = the cars may report China's shifted coordinates: the position says what was reported too. True: a position
   * whose flag (`marsCoordinates`) says nothing is taken for GCJ-02; false: for WGS-84. The flag itself always counts.
   */
  gcj02Default?: boolean;
  /** What a position is told in. Default milliarcseconds. */
  positionUnit?: "milliarcseconds" | "degrees";
  /**
   * The cars tell the older tree (docs/protocol/lynkco-geely.md 7.2), also of engines: numbers and booleans where others send
   * text, other words, a speed without its validity, 0 and 65535 where there is no sensor.
   */
  olderTree?: boolean;
  /** How power from a DC charger is known, by series; the first that fits counts. None = it stays unknown. */
  dcPower?: readonly DcPower[];
}

export interface DcPower {
  /** First letters of `seriesCodeVs`; empty = all others. */
  series: string;
  /** Told by a read of its own, `operations.measured`. */
  measured?: boolean;
  /** Voltage of the pack, from which the power is estimated where it is not measured. */
  packVolts?: PackVolts;
}

/** Volts by percent of charge, ascending. */
export type PackVolts = readonly (readonly [percent: number, volts: number])[];
