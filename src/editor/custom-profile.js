(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  let number = 0;

  /**
   * The profile of a custom account as fields, and as the JSON that is saved: two views of one value. What is typed is in the
   * JSON at once, also what is wrong, which is said at its field.
   */
  editor.prepareCustomProfile = function (node, dialog, table) {
    const { fields, calls, moreCalls, callsOf, endpointsFor, textOf, faultOf, wayOf } = editor.profileFields;
    const text = (key, values) => node._(node.type + "." + key, values);
    const json = dialog.find("#node-config-input-profile");
    const platform = dialog.find("#node-config-input-platform");
    const place = dialog.find("#vehicle-cloud-profile-fields");
    const status = dialog.find("#vehicle-cloud-profile-status");
    const buttons = dialog.find("[data-profile-view]");
    const controls = [];
    let profile = {};
    let written = "";
    /** Of the catalogue, to choose from, by what an operation may do; what is not among them is said at the field once they are known. */
    let endpoints;
    /** Fields that are merely empty are wrong once somebody has been there, or has brought a profile. */
    let strict = false;
    const offered = () => editor.offers(platform.val(), "profile");

    function say({ input, fault, field, touched }) {
      const key = faultOf(field, input.val() || "", wayOf(profile), endpoints);
      const said = key && (key !== "empty" || strict || touched) ? text("profileFault." + key) : "";
      if (fault.text() !== said) fault.text(said);
      input.toggleClass("vehicle-cloud-out-of-range", said !== "").attr("aria-invalid", String(said !== ""));
    }

    function showRest() {
      const rest = editor.profileFields.rest(profile);
      status.text(rest.length > 0 ? text("note.profileRest", { names: rest.slice(0, 8).join(", ") }) : "");
    }

    /** Rows of the credentials and of the list that depend on what the profile says. */
    function follow() {
      if (offered()) {
        // What a variable holds is known to the runtime only.
        editor.showCredentialsOf(node, dialog, editor.isVariable(json.val()) ? undefined : wayOf(profile));
        for (const { row, field } of controls) if (field.only) row.toggle(field.only === wayOf(profile));
      }
      const lists = Boolean((profile.operations || {}).list);
      // The cars are the list's then: one that is typed would be none of them.
      if (offered()) dialog.find("#vehicle-cloud-vin").closest(".form-row").toggle(!lists);
      if (lists === editor.customLists) return;
      editor.customLists = lists;
      table.showAround();
    }

    function refresh(control, always) {
      const shown = textOf(profile, control.field);
      const { input, field } = control;
      if (field.kind === "word" && shown !== "" && !field.words.some((one) => String(one) === shown)) {
        if (input.children().filter((_, option) => option.value === shown).length === 0)
          $("<option>", { value: shown, text: shown }).appendTo(input);
      }
      if (always && input.val() !== shown) input.val(shown);
      say(control);
    }

    function write() {
      written = JSON.stringify(profile, null, 2);
      json.val(written).trigger("change");
      showRest();
      follow();
    }

    function onTyped(control, done) {
      const before = wayOf(profile);
      profile = editor.profileFields.with(profile, control.field, control.input.val());
      if (done) control.touched = true;
      write();
      if (before !== wayOf(profile)) for (const one of controls) refresh(one, true);
      else refresh(control, done);
    }

    function inputFor(field, id) {
      if (field.kind === "word") {
        const select = $("<select>", { id });
        field.words.forEach(function (one, index) {
          const name = text("profileWord." + (field.called ? field.called[index] : one));
          const label = index === 0 ? text("profileWord.usual", { word: name }) : name;
          $("<option>", { value: index === 0 ? "" : String(one), text: label }).appendTo(select);
        });
        return select;
      }
      const lines = field.kind === "map" || field.kind === "originMap";
      const made = lines ? $("<textarea>", { id, rows: 2 }) : $("<input>", { id, type: "text" });
      if (field.kind === "path") made.attr("list", "vehicle-cloud-profile-endpoints-" + field.reach);
      return made.attr({
        spellcheck: "false",
        autocapitalize: "none",
        autocomplete: "off",
        placeholder: field.example || "",
      });
    }

    function control(field, label, more = {}) {
      const id = "vehicle-cloud-profile-" + ++number;
      const input = inputFor(field, id);
      const fault = $("<p>", { class: "vehicle-cloud-note vehicle-cloud-fault", id: id + "-fault", role: "alert" });
      const made = { field, input, fault, label, ...more };
      input.on("input", () => onTyped(made, false)).on("change", () => onTyped(made, true));
      controls.push(made);
      return made;
    }

    function fieldRow(field) {
      const made = control(field);
      const id = made.input.attr("id");
      const hint = text("profileHint." + field.id, { defaultValue: "" });
      made.row = $("<div>", { class: "vehicle-cloud-field vehicle-cloud-profile-row" }).append(
        $("<label>", { for: id, text: text("profileField." + field.id) }),
        made.input.attr("aria-describedby", id + "-hint " + id + "-fault"),
        $("<p>", { class: "vehicle-cloud-note", id: id + "-hint", text: hint.includes("profileHint") ? "" : hint }),
        made.fault,
      );
      return made.row;
    }

    /** One operation: its path, and what goes with it. */
    function callRow(name) {
      const row = $("<div>", { class: "vehicle-cloud-profile-call", role: "group", "aria-label": name });
      const title = text("profileCall." + name, { defaultValue: "" });
      row.append(
        $("<span>", {
          class: "vehicle-cloud-profile-name",
          text: title.includes("profileCall") || !title ? name : title,
        }),
      );
      const made = calls(name).map((field) => control(field));
      for (const { field, input } of made) {
        const label = name + ": " + text("profileField." + field.id);
        const title = text("profileField." + field.id);
        row.append(input.attr({ "aria-label": label, title, placeholder: field.example || title }));
      }
      for (const { fault, input } of made) (row.append(fault), input.attr("aria-describedby", fault.attr("id")));
      return row;
    }

    function group(name, rows) {
      const legend = $("<legend>", { text: text("profileGroup." + name) });
      const note = text("profileNote." + name, { defaultValue: "" });
      const said = note.includes("profileNote") || !note ? $() : $("<p>", { class: "vehicle-cloud-note", text: note });
      return $("<fieldset>", { class: "vehicle-cloud-profile-group" }).append(legend, said, ...rows);
    }

    function pathsGroup() {
      const shown = callsOf(profile);
      const rows = shown.map(callRow);
      const more = $("<select>", { "aria-label": text("profileField.addCall") });
      $("<option>", { value: "", text: text("profileField.addCall") }).appendTo(more);
      for (const name of moreCalls)
        if (!shown.includes(name)) $("<option>", { value: name, text: name }).appendTo(more);
      more.on("change", function () {
        const name = more.val();
        if (!name) return;
        more.find("option:selected").remove();
        more.val("");
        const row = callRow(name).insertBefore(more);
        row.find("input").first().trigger("focus");
      });
      return group("paths", [...rows, more]);
    }

    /** All fields anew, for a profile that came from elsewhere. */
    function build() {
      controls.length = 0;
      place.empty();
      const of = (name) => fields.filter((field) => field.group === name).map(fieldRow);
      for (const name of ["brand", "hosts", "signIn", "requests"]) place.append(group(name, of(name)));
      place.append(pathsGroup());
      for (const name of ["answers", "commands"]) place.append(group(name, of(name)));
      for (const one of controls) refresh(one, true);
      showRest();
      follow();
      fillEndpoints();
    }

    function fillEndpoints() {
      place.children("datalist").remove();
      for (const [reach, names] of Object.entries(endpoints || {})) {
        const list = $("<datalist>", { id: "vehicle-cloud-profile-endpoints-" + reach }).appendTo(place);
        for (const id of names) $("<option>", { value: id }).appendTo(list);
      }
    }
    let asked = false;
    /** The catalogue is the runtime's; it is the same whatever brand it is asked of. */
    function askForEndpoints() {
      if (asked) return;
      asked = true;
      $.getJSON("vehicle-cloud/endpoints/" + editor.usualPlatform).then(function (rows) {
        endpoints = endpointsFor(rows.endpoints || rows);
        fillEndpoints();
        for (const one of controls) say(one);
      });
    }

    /** True if it can be shown as fields. */
    function take() {
      if (json.val() === written && controls.length > 0) return true;
      const { profile: read, fault, values } = editor.readProfileJson(json.val());
      if (fault) {
        status.text(text("profileJson." + fault, values));
        return false;
      }
      profile = read;
      written = json.val();
      strict = strict || written.trim() !== "";
      build();
      return true;
    }

    function view(wanted) {
      const shown = wanted === "fields" && take() ? "fields" : "json";
      place.toggle(shown === "fields");
      dialog.find("#vehicle-cloud-profile-json").toggle(shown === "json");
      buttons.each(function () {
        const on = $(this).attr("data-profile-view") === shown;
        $(this).attr("aria-pressed", String(on)).toggleClass("selected", on);
      });
      if (shown === "json" && wanted === "json") status.text("");
    }

    buttons.on("click", function () {
      view($(this).attr("data-profile-view"));
    });
    json.on("input", follow);
    dialog.find("#vehicle-cloud-test").on("click", function () {
      strict = true;
      for (const one of controls) say(one);
    });
    const begin = function () {
      if (!offered()) return;
      askForEndpoints();
      if (controls.length === 0) view("fields");
      follow();
    };
    dialog.on("vehicle-cloud-rows", begin);
    begin();
  };
})();
