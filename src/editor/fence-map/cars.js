(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const url = "vehicle-cloud/sidebar";

  function carOf(account, { id, name, status, history }) {
    const { latitude, longitude, measuredAt } = (status || {}).position || {};
    const known = typeof latitude === "number" && typeof longitude === "number";
    const trail = ((history || {}).trail || []).filter((place) => typeof place.latitude === "number");
    const at = Date.parse(measuredAt || (status || {}).reportedAt || "");
    return { account, id, name: name || editor.maskId(id), known, latitude, longitude, at, trail: known ? trail : [] };
  }

  /** The vehicle that the dialog names, if it names one. */
  const chosenIn = (dialog) =>
    dialog.find("#node-input-source").val() === "account"
      ? {
          account: dialog.find("#node-input-account").val(),
          vehicle:
            dialog.find("#node-input-vehicleType").val() === "str"
              ? String(dialog.find("#node-input-vehicle").val())
              : "",
        }
      : {};

  /**
   * Vehicles of the dialog's account, else of all accounts, with their last known places. It asks the runtime what it knows
   * (permission `vehicle-cloud.read`), as the sidebar does; no cloud is asked.
   */
  editor.knownCars = async function (dialog) {
    const { account, vehicle } = chosenIn(dialog);
    const ask = (query) => $.ajax({ url, data: { since: "", hooks: "", ...query }, dataType: "json", timeout: 20000 });
    const answer = await ask({});
    const accounts = answer.accounts.filter(({ head }) => head && (!account || head.node === account));
    const cars = [];
    for (const { id, head, vehicles } of accounts) {
      if (!head.table) cars.push(...(vehicles || []).map((car) => carOf(id, car)));
      else if (vehicle) {
        // A fleet's rows have no places: that of one vehicle is asked for.
        const { open } = await ask({ open: id + "~~" + vehicle });
        if (open && open.card) cars.push(carOf(id, open.card));
      }
    }
    const named = vehicle && vehicle.trim().toUpperCase();
    const wanted = named
      ? cars.filter(({ id, name }) => [id, name].some((word) => word.toUpperCase() === named))
      : cars;
    return { now: answer.now, cars: wanted.slice(0, 50) };
  };

  /** Asks the cloud, as the sidebar's button does; the day's budget counts. */
  editor.readCar = ({ account, id }) =>
    $.ajax({
      url: url + "/read",
      type: "POST",
      contentType: "application/json",
      data: JSON.stringify({ account, vehicle: id }),
      timeout: 120000,
    });
})();
