(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** What an endpoint is found by: its id, method, path, words and kind, in small letters; made once. */
  editor.endpointWords = function (row) {
    const { id, service, domain, method, path, kind, summary } = row;
    return [id, service, domain, method || "", path, kind, summary].join(" ").toLowerCase();
  };

  /** Those that have every word that was typed, in any order. */
  editor.filterEndpoints = function (rows, typed) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    return rows.filter((row) => words.every((word) => row.words.includes(word)));
  };

  /** Service → domain → rows, in the order of the catalogue. */
  editor.groupEndpoints = function (rows) {
    const services = new Map();
    for (const row of rows) {
      if (!services.has(row.service)) services.set(row.service, new Map());
      const domains = services.get(row.service);
      if (!domains.has(row.domain)) domains.set(row.domain, []);
      domains.get(row.domain).push(row);
    }
    return services;
  };

  /** What stands against calling one, whatever the account's switches say; `secret` and `hostUnknown` its owner may mend. */
  editor.obstacles = ["secret", "hostUnknown", "endsSession", "otherRegion", "notHere"];

  /** How sure it is that the path exists and works, in one of four words. */
  editor.certaintyOf = function ({ used, certainty }) {
    if (certainty === "vendor") return "vendor";
    if (used) return "used";
    return certainty === "table" ? "unverified" : "unclear";
  };
})();
