(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** What can be wrong with what was pasted, as the runtime says it (src/platforms/lynkco-eu/sign-in.ts, account/browser-sign-in.ts). */
  const reasons = [
    ...["cut", "webPage", "otherAddress", "characters", "tooLong", "empty", "ended"],
    ...["used", "oldLink", "refused"],
  ];

  /**
   * The sign-in of platforms whose page is opened by a link and ends at an address that only the vendor's app can open. What is
   * pasted goes to the runtime, which answers with the credential.
   */
  editor.prepareBrowserSignIn = function (node, dialog) {
    const text = (key) => node._(node.type + "." + key);
    const row = dialog.find("#vehicle-cloud-link");
    const token = dialog.find("#node-config-input-refreshToken");
    const value = (name) => dialog.find("#node-config-input-" + name).val();
    let attempt;

    const open = $("<button>", { type: "button", class: "red-ui-button", id: "vehicle-cloud-link-open" });
    open.append($("<i>", { class: "fa fa-external-link" }), " ", document.createTextNode(text("button.openLink")));
    const link = $("<a>", { target: "_blank", rel: "noopener noreferrer", id: "vehicle-cloud-link-page" }).hide();
    const pasted = $("<textarea>", { id: "vehicle-cloud-link-address", rows: 3, spellcheck: false });
    pasted.attr({ placeholder: "msauth://…", autocomplete: "off", "aria-label": text("label.linkAddress") });
    const finish = $("<button>", { type: "button", class: "red-ui-button", id: "vehicle-cloud-link-finish" });
    finish.text(text("button.finishLink"));
    const said = $("<p>", { class: "vehicle-cloud-note", role: "status", id: "vehicle-cloud-link-said" });
    const note = (key) => $("<p>", { class: "vehicle-cloud-note", text: text("note." + key) });
    row.append(note("link1"), open, " ", link, note("link2"), pasted, finish, said, note("linkTested"));
    const say = (words) => said.text(words);
    if (token.val()) say(text("result.linkThere"));

    const post = (action, body) => editor.askAccount(node.id, action, body);

    /** In the editor's language where the runtime says by a word what is wrong; else what the code means. */
    function meaning(answer) {
      const own = reasons.includes(answer.reason) ? text("linkError." + answer.reason) : "";
      return own || text("error." + answer.code) || text("error.unknown");
    }

    open.on("click", function () {
      // A window that opens after an answer would be kept back as a pop-up.
      const page = window.open("", "_blank");
      post("link", { platform: value("platform"), baseUrls: value("baseUrls") }).then(function (answer) {
        if (!answer.ok) {
          if (page) page.close();
          return say(meaning(answer));
        }
        attempt = answer.attempt;
        say(text("result.linkOpen"));
        link.attr("href", answer.url).text(text("button.linkPage")).show();
        if (page) {
          page.opener = null;
          page.location = answer.url;
        }
        pasted.trigger("focus");
      });
    });
    finish.on("click", function () {
      const address = pasted.val().trim();
      if (!attempt) return say(text("linkError.noLink"));
      if (!address) return say(text("linkError.empty"));
      finish.prop("disabled", true);
      post("code", { attempt, pasted: address }).then(function (answer) {
        finish.prop("disabled", false);
        if (!answer.ok) return say(meaning(answer));
        attempt = undefined;
        link.hide();
        pasted.val("");
        token.val(answer.refreshToken).trigger("change");
        say(text("result.linkDone"));
        dialog.find("#vehicle-cloud-test").trigger("click");
      });
    });
  };
})();
