(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** What a vehicle of a demo is called by itself; undefined = it is none of that account's, or its cloud names it. */
  editor.demoName = function (id, platform) {
    const { demoIds, vehicle } = editor.platformFacts(platform);
    return vehicle && demoIds.test(id.trim()) ? vehicle + " " + id.trim().slice(-2) : undefined;
  };

  /** A vehicle of a demo in an account of another platform: it would be looked for there in vain. Somebody's own never is. */
  editor.isStrayDemo = function (id, platform) {
    const all = Object.entries(editor.facts.platforms);
    const [demo] = all.find(([, { demoIds }]) => demoIds && demoIds.test(id.trim())) || [];
    return demo !== undefined && demo !== platform;
  };

  /** An account that no longer is a demo's is not called like one: the platform's name is offered, and can be changed. */
  editor.prepareDemoName = function (node, dialog) {
    const platform = dialog.find("#node-config-input-platform");
    const name = dialog.find("#node-config-input-name");
    /** As the examples call their accounts. */
    const called = (id) => editor.platformFacts(id).called;
    const label = (id) => node._(node.type + ".platform." + id);
    let was = node.platform;
    let offered;
    platform.on("change", function () {
      const is = platform.val();
      if (!is || is === was) return;
      const isDefault = [called(was), label(was), offered].includes(name.val()) && name.val() !== "";
      if (isDefault) name.val((offered = called(is) || label(is)));
      was = is;
    });
  };
})();
