(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const between = (value, low, high) => {
    const number = Number(value);
    return editor.isVariable(value) || (String(value ?? "").trim() !== "" && number >= low && number <= high);
  };

  /** Whether it may be corners; the runtime looks closer. */
  function mayBeCorners(source) {
    const trimmed = String(source || "").trim();
    if (editor.isVariable(trimmed)) return true;
    if (/^[[{]/.test(trimmed)) {
      try {
        return Boolean(JSON.parse(trimmed));
      } catch {
        return false;
      }
    }
    const corners = trimmed.split(/[\n;]+/).filter((line) => line.trim());
    const right = (line) => {
      const [lat, lon, ...more] = line.trim().split(/[\s,]+/);
      return between(lat, -90, 90) && between(lon, -360, 360) && more.length === 0;
    };
    return corners.length >= 3 && corners.every(right);
  }

  /** What the runtime calls a fence without a name. */
  editor.fenceName = (fence, index) => String(fence.name || "").trim() || "Fence " + (index + 1);

  /** What is wrong with a fence by itself, and in which fields; undefined = nothing. */
  editor.fenceFault = function (fence) {
    const fault = (key, fields) => ({ key, fields });
    if (fence.shape === "polygon") {
      return mayBeCorners(fence.polygon) ? undefined : fault("fenceCorners", ["polygon"]);
    }
    const outside = [
      ["lat", 90],
      ["lon", 180],
    ].filter(([key, most]) => !between(fence[key], -most, most));
    if (outside.length > 0)
      return fault(
        "fencePlace",
        outside.map(([key]) => key),
      );
    return between(fence.radiusM || 150, 25, 50000) ? undefined : fault("fenceRadius", ["radiusM"]);
  };

  /** What is wrong with each of the fences, in their order; `own`: what is wrong with one by itself. */
  editor.fenceFaults = function (fences, own = editor.fenceFault) {
    const names = fences.map(editor.fenceName);
    const seen = new Set();
    const twice = new Set(names.filter((name) => seen.has(name) || !seen.add(name)));
    return fences.map(function (fence, index) {
      const name = names[index];
      const fault = twice.has(name) ? { key: "fenceTwice", fields: ["name"] } : own(fence, index);
      return fault && { ...fault, name };
    });
  };

  editor.fencesValid = function () {
    return function check(value, options) {
      const fences = Array.isArray(value) ? value : [];
      if (fences.length > 1000) return editor.verdict(this, check, false, options, "fenceMany");
      const fault = editor.fenceFaults(fences).find(Boolean);
      return editor.verdict(this, check, !fault, options, fault && fault.key, fault);
    };
  };
})();
