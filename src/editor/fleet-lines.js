(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** As the runtime's `iotCodeOf` has it. */
  editor.isIotCode = (text) => /^\d{10,20}$/.test(text);

  /** Chinese keyboards have separators of their own. */
  const separators = ["\t", ";；", ",，"];

  /** Headings of the columns; the first group that names one holds. Only of the first two groups it is certain what stands below. */
  const idHeadings = [
    ["iotcode", "iotid"],
    ["imei"],
    ["vehicleid", "deviceid", "fahrzeugid", "车辆id", "设备id", "车辆编号", "设备编号"],
    ["id"],
    ["vehicle", "device", "fahrzeug", "gerät", "车辆", "设备"],
  ];
  const nameHeadings = [
    ["name", "ownname", "vehiclename", "fahrzeugname", "eigenername", "名称", "自定义名称", "车辆名称"],
    ["label", "title", "alias", "bezeichnung", "plate", "licenseplate", "kennzeichen", "车牌", "车牌号"],
  ];
  const certain = 2;
  const plain = (cell) => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const isHeading = (cell) => [...idHeadings, ...nameHeadings].flat().includes(plain(cell));

  /** Quotes, and what a spreadsheet puts before digits that are to stay text: `="860…"`, `'860…`. */
  const unquoted = (cell) =>
    cell
      .trim()
      .replace(/^=?"(.*)"$/, "$1")
      .replace(/""/g, '"')
      .replace(/^'(?=\d)/, "")
      .trim();

  /** A separator within a quoted cell is none. */
  function cellsOf(line, separator) {
    const cell = `[^\\S\\t]*(=?"(?:[^"]|"")*"(?=[^\\S\\t]*(?:[${separator}]|$))|[^${separator}]*)`;
    return [...line.matchAll(new RegExp(`(?:^|[${separator}])${cell}`, "g"))].map(([, text]) => unquoted(text));
  }

  /** By the separator with which one of the cells is an iotCode; undefined = none is. */
  function readLine(line) {
    for (const separator of separators) {
      const cells = cellsOf(line, separator);
      if (cells.some(editor.isIotCode)) return { separator, cells };
    }
    const [, id, name] = /^\s*(\d{10,20})\s+(.+)$/.exec(line) || [];
    return id && { separator: " ", cells: [id, name.trim()] };
  }

  /** What the first line says of the columns: `{separator, id, name, strict}`; undefined = it is none. -1 = not said. */
  function readHeading(line) {
    if (readLine(line)) return undefined;
    const separator = separators.find((one) => cellsOf(line, one).length > 1) || separators[2];
    const cells = cellsOf(line, separator).map(plain);
    if (!cells.some(isHeading) && /\d/.test(line)) return undefined;
    const group = idHeadings.findIndex((words) => words.some((word) => cells.includes(word)));
    const columnOf = (words = []) => cells.findIndex((cell) => words.includes(cell));
    const names = nameHeadings.find((words) => columnOf(words) >= 0);
    return { separator, id: columnOf(idHeadings[group]), name: columnOf(names), strict: group >= 0 && group < certain };
  }

  /** Undefined: the line holds no iotCode where it should. */
  function readRow(line, heading) {
    const read = readLine(line);
    if (!read) return undefined;
    const { cells } = read;
    const columns = heading && heading.separator === read.separator ? heading : { id: -1, name: -1, strict: false };
    const named = columns.id >= 0 && editor.isIotCode(cells[columns.id] || "");
    // Another number must not stand in for an iotCode that a spreadsheet has rounded.
    if (columns.strict && !named) return undefined;
    const at = named ? columns.id : cells.findIndex(editor.isIotCode);
    const beside = at + 1 < cells.length ? at + 1 : 0;
    const name = columns.name >= 0 ? columns.name : columns.id >= 0 ? -1 : beside;
    const ownName = cells[name] || "";
    return { id: cells[at], ownName: name === at || isHeading(ownName) ? "" : ownName };
  }

  /**
   * Lines `iotCode, name`, or a table as a spreadsheet gives it: parted by comma, semicolon or tab, with a heading or without,
   * in any order of columns. `bad` = lines that hold no iotCode; one that a spreadsheet has made `8.6E+14` has lost its last
   * digits.
   */
  editor.parseFleet = function (source) {
    const lines = String(source || "")
      .replace(/^\uFEFF/, "")
      .split(/\r\n|\r|\n/)
      .filter((line) => line.trim() !== "");
    const heading = lines.length > 1 ? readHeading(lines[0]) : undefined;
    const rows = [];
    const bad = [];
    for (const line of heading ? lines.slice(1) : lines) {
      const row = readRow(line, heading);
      if (row) rows.push(row);
      else bad.push(line.trim());
    }
    return { rows, bad };
  };

  /** What a vehicle is called while its table has no name for it, as the runtime knows it. */
  const formerNames = ({ id, model, fallback }, platform) =>
    [
      fallback,
      editor.demoName(id, platform),
      `${model || editor.platformFacts(platform).model} ${id.slice(-4)}`,
    ].filter(Boolean);

  /**
   * The vehicle that is to be tried: an iotCode, or a name of the table. `{id}`, or `{problem}`, a key of the texts.
   * `vehicles` = rows of {id, name, fallback, model}, deployed or not.
   */
  editor.vehicleToTry = function (typed, vehicles, platform) {
    const wanted = String(typed || "").trim();
    if (wanted === "") return { problem: "tryNothing" };
    if (editor.isIotCode(wanted)) return { id: wanted };
    const isWanted = (name) => (name || "").trim().toLowerCase() === wanted.toLowerCase();
    const former = (row) => formerNames(row, platform);
    const named = vehicles.filter((row) => isWanted((row.name || "").trim() || former(row)[0]));
    // As the runtime finds it: an own name first, else the one it had before.
    const found = named.length > 0 ? named : vehicles.filter((row) => former(row).some(isWanted));
    if (found.length === 1) return { id: found[0].id };
    return { problem: found.length > 1 ? "tryAmbiguous" : "tryNoCode" };
  };

  /**
   * Region of a client id by its first letter, where the platform has some; undefined = nothing to say, or not yet. A letter
   * that names none goes to the one host that has a base URL.
   */
  editor.regionOf = function (clientId, baseUrls, platform) {
    const { regions } = editor.platformFacts(platform);
    // An environment variable is known to the runtime only.
    if (!regions || !clientId || /^\$\{[^}]*\}?$/.test(clientId)) return undefined;
    const region = regions[clientId[0].toUpperCase()];
    if (region) return region;
    const lines = String(baseUrls || "").split("\n");
    const replaced = lines.filter((line) => line.includes("=")).map((line) => line.split("=")[0].trim());
    const hosts = Object.values(regions).filter(({ host }) => replaced.includes("https://" + host));
    return { name: hosts.length === 1 ? "byBaseUrl" : "unknown" };
  };
})();
