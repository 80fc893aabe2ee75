(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** A car that is driven once a day changes, and is then looked at more often for this long. */
  const changedForMinutes = 15;

  /** Minutes of a day outside the quiet hours; `HH:MM`, over midnight or not. */
  function wakingMinutes(from, to) {
    if (!from || !to || from === to) return 1440;
    const minutes = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
    return 1440 - ((minutes(to) - minutes(from) + 1440) % 1440);
  }

  /** As below, for what is read at one interval; `kind` has `every` and `least`, minutes. */
  editor.requestsPerDayOfKind = function (settings, kind) {
    const asked = String(settings.everyMinutes || "").trim();
    const minutes = asked === "" ? kind.every : Number(asked) || Infinity;
    return Math.ceil(wakingMinutes(settings.quietFrom, settings.quietTo) / Math.max(minutes, kind.least));
  };

  /**
   * What a node's settings ask of the cloud for one vehicle: per day while it is parked (and was driven once), per day while it
   * sleeps, per hour of driving and of charging, at so many requests a reading. 0 everywhere if the node never asks by itself.
   */
  editor.requestsPerDay = function (settings, perReading = 1) {
    if (settings.when === "message" || settings.when === "lastKnown") {
      return { parked: 0, asleep: 0, driving: 0, charging: 0 };
    }
    const waking = wakingMinutes(settings.quietFrom, settings.quietTo);
    const every = (minutes, span) => (Number(minutes) > 0 ? span / Number(minutes) : 0);
    const changed = Math.min(Number(settings.changedMinutes) || Infinity, Number(settings.parkedMinutes));
    const extra = every(changed, changedForMinutes) - every(settings.parkedMinutes, changedForMinutes);
    const target = settings.read === "overviewAndTarget" ? every(settings.targetHours, waking / 60) : 0;
    return {
      parked: Math.round((every(settings.parkedMinutes, waking) + extra) * perReading + target),
      asleep: Math.round(every(settings.unchangedMinutes, waking) * perReading + target),
      driving: Math.round(every(settings.drivingMinutes, 60) * perReading),
      charging: Math.round(every(settings.chargingMinutes, 60) * perReading),
    };
  };
})();
