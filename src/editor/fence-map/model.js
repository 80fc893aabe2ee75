(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { geo } = editor;
  const mostSteps = 200;
  /** Presses of a key one after another are one step back. */
  const oneStepMs = 1500;

  /** The fences of the rows as shapes, what is chosen and being changed, and the steps back. */
  editor.mapModel = function (rows) {
    const shapes = new WeakMap();
    const model = { items: rows.items(), chosen: undefined, preview: undefined };
    const steps = [];

    /** Undefined for what cannot be drawn: unfinished, or with variables. */
    model.shape = function (item) {
      if (model.preview && model.preview.item === item) return model.preview.shape;
      if (!shapes.has(item.fence)) {
        const read = editor.readFence(item.fence);
        shapes.set(item.fence, read && geo.shapeOf(read));
      }
      return shapes.get(item.fence);
    };

    model.name = (item) => editor.fenceName(item.fence, model.items.indexOf(item));

    /** Shows a change that is not yet one. */
    model.try = (item, read) => (model.preview = { item, read, shape: geo.shapeOf(read) });

    /** Makes it one; `tag`: what it is a change of. */
    model.settle = function (tag) {
      const { item, read } = model.preview;
      model.preview = undefined;
      const before = item.fence;
      const after = geo.fenceOf(before, read);
      if (JSON.stringify(before) === JSON.stringify(after)) return;
      const last = steps[steps.length - 1];
      const now = Date.now();
      if (tag && last && last.tag === tag && last.item === item && last.after === before && now - last.at < oneStepMs)
        Object.assign(last, { after, at: now });
      else step({ kind: "set", item, before, after, tag, at: now });
      rows.set(item, after);
    };

    function step(done) {
      steps.push(done);
      if (steps.length > mostSteps) steps.shift();
    }

    model.add = function (fence) {
      const item = rows.add(fence);
      step({ kind: "add", item });
      return item;
    };

    model.remove = function (item) {
      step({ kind: "remove", item, index: model.items.indexOf(item) });
      rows.remove(item);
    };

    /** Takes the last step back, past those whose fence has been typed over or taken away since; false: there is none. */
    model.undo = function () {
      for (let last = steps.pop(); last; last = steps.pop()) {
        const there = model.items.includes(last.item);
        if (last.kind === "remove") {
          const item = rows.add(last.item.fence, last.index);
          for (const earlier of steps) if (earlier.item === last.item) earlier.item = item;
          return item;
        }
        if (!there || (last.kind === "set" && last.item.fence !== last.after)) continue;
        if (last.kind === "add") rows.remove(last.item);
        else rows.set(last.item, last.before);
        return last.item;
      }
      return undefined;
    };

    /** A name that no other fence has. */
    model.newName = function (t) {
      const names = new Set(model.items.map(({ fence }) => fence.name));
      let n = model.items.length + 1;
      while (names.has(t("newName", { n }))) n++;
      return t("newName", { n });
    };
    return model;
  };
})();
