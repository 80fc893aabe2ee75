(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { make } = editor;

  /** Account and vehicle → the picture's tag and its element; asked for once, whatever is drawn anew. */
  const known = new Map();

  editor.forgetPictures = () => known.clear();

  /**
   * The picture that the runtime has of a vehicle, or undefined. It comes as text of our own route: the page asks no address
   * of a cloud, and what is no picture draws nothing.
   */
  editor.vehiclePicture = function (account, { id, picture: tag }) {
    if (!tag) return undefined;
    const key = account.id + " " + id;
    const had = known.get(key);
    if (had && had.tag === tag) return had.failed ? undefined : had.element;
    const element = make(
      "span",
      { class: "vc-photo" },
      editor.silhouette(editor.isFleetPlatform(account.head.platform)),
    );
    const entry = { tag, element };
    known.set(key, entry);
    const failed = () => (entry.failed = true);
    $.ajax({ url: "vehicle-cloud/sidebar/picture", data: { account: account.id, vehicle: id }, dataType: "json" }).then(
      function ({ type, data }) {
        if (known.get(key) !== entry) return;
        const image = make("img", { alt: "", draggable: "false", src: "data:" + type + ";base64," + data });
        image.addEventListener("load", () => element.replaceChildren(image));
        image.addEventListener("error", failed);
      },
      failed,
    );
    return element;
  };
})();
