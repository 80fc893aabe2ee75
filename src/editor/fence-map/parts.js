(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { geo } = editor;

  /** The smallest fence at a place of the drawing, or the dot that lies next to it. */
  editor.fenceAt = function (model, view, left, top) {
    const [x, y] = view.at(left, top);
    let [found, least] = [undefined, Infinity];
    for (const item of model.items) {
      const shape = model.shape(item);
      if (!shape) continue;
      const { box } = shape;
      const area = (box[2] - box[0]) * (box[3] - box[1]);
      const [middleX, middleY] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
      const near = Math.hypot(view.left(middleX + view.turns(middleX)) - left, view.top(middleY) - top) < 9;
      const tiny = (box[2] - box[0]) * view.size() < 18;
      if (area < least && ((tiny && near) || geo.holds(shape, x, y))) [found, least] = [item, area];
    }
    return found;
  };

  /** The elements of the map; `act`: what its controls do. */
  editor.mapParts = function (place, t, act) {
    const root = $("<div>", { class: "vc-fm" }).appendTo(place);
    const bar = (words) => $("<div>", { class: "vc-fm-bar", role: "group", "aria-label": t(words) }).appendTo(root);
    const button = function (parent, key, icon, { words = false, disabled = false } = {}) {
      const element = $("<button>", { type: "button", class: "red-ui-button red-ui-button-small", "data-act": key });
      element.append($("<i>", { class: "fa fa-" + icon, "aria-hidden": "true" }));
      if (words) element.append(" ", $("<span>").text(t(key)));
      else element.attr({ "aria-label": t(key), title: t(key) });
      return element.prop("disabled", disabled).on("click", act[key]).appendTo(parent);
    };
    const tools = bar("tools");
    const select = $("<select>", { "aria-label": t("chosen") }).on("change", () => act.chose(select.val()));
    tools.append(select);
    button(tools, "circle", "circle-o", { words: true });
    button(tools, "polygon", "object-ungroup", { words: true });
    const remove = button(tools, "remove", "trash-o", { disabled: true });
    button(tools, "undo", "undo");
    button(tools, "out", "search-minus");
    button(tools, "in", "search-plus");
    button(tools, "fit", "arrows-alt");

    const hint = $("<p>", { class: "vehicle-cloud-note", id: "vehicle-cloud-map-hint" });
    const frame = $("<div>", { class: "vc-fm-frame", tabindex: 0, role: "application" });
    frame.attr("aria-describedby", "vehicle-cloud-map-hint");
    const canvas = $("<canvas>", { "aria-hidden": "true" }).appendTo(frame);
    const layer = $("<div>", { class: "vc-fm-layer" }).appendTo(frame);
    const attribution = $("<div>", { class: "vc-fm-attribution" }).appendTo(frame);
    const names = ["back", "text", "fence", "chosen", "car"];
    const samples = $("<div>", { class: "vc-fm-colours", "aria-hidden": "true" }).appendTo(frame);
    for (const name of names) $("<span>", { class: "vc-fm-" + name }).appendTo(samples);
    root.append(frame, hint);

    const cars = bar("vehicles");
    const car = $("<select>", { "aria-label": t("vehicle") }).appendTo(cars);
    button(cars, "here", "crosshairs", { words: true });
    const read = button(cars, "read", "refresh", { words: true });
    const note = $("<p>", { class: "vehicle-cloud-note vc-fm-note", role: "status" }).appendTo(root);

    let listed;
    const list = function (labels) {
      const now = labels.join("\n");
      if (now === listed) return;
      listed = now;
      select.empty().append($("<option>", { value: "", text: t("choose") }));
      select.append(labels.map((text, index) => $("<option>", { value: String(index), text })));
    };
    return {
      ...{ frame, canvas, layer, select, remove, hint, note, car, read, list },
      /** As the editor's theme has them just now; a canvas knows no variables. */
      colours: function () {
        const found = { font: window.getComputedStyle(root[0]).fontFamily };
        samples.children().each(function (index) {
          found[names[index]] = window.getComputedStyle(this).color;
        });
        return found;
      },
      tiles: (onChange) =>
        root.append(
          editor.tileFields(t, function (address, text) {
            root.toggleClass("vc-fm-tiled", Boolean(address));
            onChange(address, text);
          }),
        ),
      attribute: (text) => attribution.text(text),
    };
  };

  /** The vehicles of the map: where they are known to be, "where the car is now", and reading one. */
  editor.mapCars = function (dialog, { car, read }, { t, say, model, choose, reveal, draw, setCars }) {
    let known = { cars: [] };

    function age({ at }) {
      const seconds = Math.round((known.now - at) / 1000);
      const relative = new Intl.RelativeTimeFormat(RED.i18n.lang() || "en", { numeric: "always" });
      if (!Number.isFinite(seconds)) return "?";
      if (seconds < 5400) return relative.format(-Math.round(seconds / 60), "minute");
      return seconds < 172800
        ? relative.format(-Math.round(seconds / 3600), "hour")
        : relative.format(-Math.round(seconds / 86400), "day");
    }

    const take = function (answer) {
      const before = car.val();
      known = answer;
      car.empty().append(answer.cars.map(({ name }, index) => $("<option>", { value: String(index), text: name })));
      if (before && Number(before) < answer.cars.length) car.val(before);
      car.toggle(answer.cars.length > 1);
      read.prop("disabled", answer.cars.length === 0);
      setCars(answer.cars.filter((each) => each.known));
    };

    /** What the runtime knows; nothing else is asked. */
    const look = () =>
      editor.knownCars(dialog).then(take, function () {
        take({ cars: [] });
        say(t("noCars"));
      });

    const chosenCar = () => known.cars[Number(car.val() || 0)];

    async function here() {
      await look();
      const one = chosenCar();
      if (!one) return say(t("noCars"));
      if (!one.known) return say(t("noPlace", { name: one.name }));
      let item = model.chosen;
      const shape = item && model.shape(item);
      if (shape || (item && item.fence.shape !== "polygon")) {
        const radius = Number(item.fence.radiusM) || 150;
        const from = shape
          ? shape.read
          : { radius, variable: Boolean(item.fence.radiusM) && !Number(item.fence.radiusM) };
        model.try(item, editor.geo.changes.centre(from, one.latitude, one.longitude));
        model.settle();
      } else {
        const fence = { name: model.newName(t), shape: "circle" };
        const read = { lat: one.latitude, lon: one.longitude, radius: 150 };
        item = model.add(editor.geo.fenceOf(fence, read));
      }
      choose(item);
      reveal(item);
      draw();
      say(t("aroundCar", { fence: model.name(item), name: one.name, age: age(one) }));
    }

    async function readNow() {
      const one = chosenCar();
      if (!one) return say(t("noCars"));
      read.prop("disabled", true);
      say(t("reading", { name: one.name }));
      const answer = await editor.readCar(one).then(
        (body) => body,
        (request) => editor.refusal(request),
      );
      await look();
      const now = chosenCar();
      if (!answer.ok) say(t("notRead", { name: one.name, code: answer.code }));
      else if (now && now.known) say(t("isHere", { name: now.name, age: age(now) }));
      else say(t("noPlace", { name: one.name }));
    }
    return { look, here, read: readNow };
  };
})();
