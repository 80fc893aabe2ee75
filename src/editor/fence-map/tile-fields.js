(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** The fold with the address of a tile server; `onChange(address, attribution)` only with one that may be asked, or "". */
  editor.tileFields = function (t, onChange) {
    const fold = $("<details>", { class: "vc-fm-tiles" }).append($("<summary>").text(t("tiles")));
    const saved = editor.tileSetting();
    const field = (key, value, placeholder) => {
      const input = $("<input>", { type: "text", placeholder, spellcheck: false }).val(value);
      $("<label>")
        .append($("<span>").text(t(key)), input)
        .appendTo(fold);
      return input;
    };
    const address = field("tileAddress", saved.address, "https://…/{z}/{x}/{y}.png");
    const attribution = field("tileAttribution", saved.attribution, "© …");
    const fault = $("<p>", { class: "vehicle-cloud-note", role: "status" });
    fold.append(fault, $("<p>", { class: "vehicle-cloud-note" }).text(t("tilesNote")));
    const apply = function (save) {
      const [to, by] = [address.val().trim(), attribution.val().trim()];
      const wrong = to ? editor.tileFault(to) || (by ? "" : "tilesAttribution") : "";
      address.toggleClass("input-error", Boolean(wrong)).attr("aria-invalid", String(Boolean(wrong)));
      fault.text(wrong ? t(wrong) : "");
      if (save) editor.tileSetting({ address: to, attribution: by });
      onChange(wrong ? "" : to, by);
    };
    fold.on("change", "input", () => apply(true));
    apply(false);
    return fold;
  };
})();
