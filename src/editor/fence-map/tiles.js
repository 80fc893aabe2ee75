(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  /** Of the editor's user, not of a flow: a flow that somebody imports makes no browser ask a server. */
  const setting = "vehicleCloudTiles";
  const [mostImages, mostZoom, restMs] = [160, 19, 150];

  /** What is wrong with the address of a tile server: a key of the texts, or "" if it may be asked. */
  editor.tileFault = function (address) {
    const wrong =
      address.replace(/\{[xyz]\}/g, "").match(/[{}]/) || !["{x}", "{y}", "{z}"].every((each) => address.includes(each));
    if (wrong || address.length > 500) return "tilesForm";
    let url;
    try {
      url = new window.URL(address.replace(/[{}]/g, ""));
    } catch {
      return "tilesForm";
    }
    if (url.username || url.password || /^[^/]*\/\/[^/]*[{}]/.test(address)) return "tilesForm";
    const here = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    return url.protocol === "https:" || (url.protocol === "http:" && here) ? "" : "tilesScheme";
  };

  editor.tileSetting = function (change) {
    if (change) RED.settings.set(setting, change);
    const { address = "", attribution = "" } = RED.settings.get(setting) || {};
    return { address: String(address), attribution: String(attribution) };
  };

  /** Tiles of a server. They are asked for when the map has come to rest, and only those in sight. */
  editor.mapTiles = function (address, { onLoad, onFault }) {
    const images = new Map();
    let [timer, wanted] = [undefined, []];

    function ask() {
      for (const { key, z, x, y } of wanted) {
        if (images.has(key)) continue;
        const image = new window.Image();
        images.set(key, { image, ready: false });
        image.onload = () => {
          images.get(key) && (images.get(key).ready = true);
          onLoad();
        };
        image.onerror = onFault;
        const values = { "{z}": z, "{x}": x, "{y}": y };
        image.src = address.replace(/\{[xyz]\}/g, (name) => values[name]);
      }
      for (const key of images.keys()) {
        if (images.size <= mostImages) break;
        images.delete(key);
      }
    }

    const draw = function (pen, view) {
      const z = Math.max(0, Math.min(mostZoom, Math.round(view.zoom)));
      const count = 2 ** z;
      const pixels = view.size() / count;
      const [west, top] = view.at(0, 0).map((n) => Math.floor(n * count));
      const [east, bottom] = view.at(view.width, view.height).map((n) => Math.floor(n * count));
      wanted = [];
      for (let y = Math.max(0, top); y <= Math.min(count - 1, bottom); y++)
        for (let column = west; column <= east && wanted.length < mostImages / 2; column++) {
          const x = ((column % count) + count) % count;
          const key = z + "/" + x + "/" + y;
          const tile = images.get(key);
          wanted.push({ key, z, x, y });
          if (!tile) continue;
          // The one used last goes last.
          images.delete(key);
          images.set(key, tile);
          const [left, from] = [Math.floor(view.left(column / count)), Math.floor(view.top(y / count))];
          if (tile.ready) pen.drawImage(tile.image, left, from, Math.ceil(pixels) + 1, Math.ceil(pixels) + 1);
        }
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, restMs);
    };
    return { draw, stop: () => window.clearTimeout(timer) };
  };
})();
