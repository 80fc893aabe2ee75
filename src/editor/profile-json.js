(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const piece =
    /[ \t\r\n]+|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y; // eslint-disable-line no-control-regex -- JSON forbids them in a text
  const ends = { "}": "{", "]": "[" };

  /** What may follow a sign where `wanted` was; undefined = it may not stand there. */
  function after(sign, wanted, open) {
    const isValue = wanted === "value" || wanted === "firstValue";
    const done = () => (open.length > 0 ? "comma" : "end");
    if (sign === "{" || sign === "[") return isValue && open.push(sign) && (sign === "{" ? "firstKey" : "firstValue");
    if (ends[sign]) {
      const closes = ["firstKey", "firstValue", "comma"].includes(wanted) && open.pop() === ends[sign];
      return closes ? done() : undefined;
    }
    if (sign === ",") return wanted === "comma" ? (open.at(-1) === "{" ? "key" : "value") : undefined;
    if (sign === ":") return wanted === "colon" ? "value" : undefined;
    if (sign[0] === '"' && (wanted === "key" || wanted === "firstKey")) return "colon";
    return isValue ? done() : undefined;
  }

  /**
   * Where a text stops being JSON: `{line, column}`, each from 1, with `ended` if only something is missing at its end. Undefined:
   * it is JSON. Browsers say it in words of their own, in English, and some without a place.
   */
  editor.jsonFault = function (text) {
    const open = [];
    let wanted = "value";
    let at = 0;
    while (wanted && at < text.length) {
      piece.lastIndex = at;
      const [found = ""] = piece.exec(text) || [];
      const sign = found.trim();
      if (found !== "" && sign === "") at += found.length;
      else if ((wanted = sign && after(sign, wanted, open))) at += found.length;
    }
    if (wanted === "end") return undefined;
    const lines = text.slice(0, at).split("\n");
    return { line: lines.length, column: lines.at(-1).length + 1, ...(at >= text.length && { ended: true }) };
  };

  /** A custom profile as it is saved: `{profile}`, or `{fault, values}`, a key of the texts' `profileJson`. Nothing typed yet is an empty one. */
  editor.readProfileJson = function (text) {
    if (text.trim() === "") return { profile: {} };
    if (editor.isVariable(text)) return { fault: "variable", values: { name: text.trim() } };
    const { ended, ...place } = editor.jsonFault(text) || {};
    if (place.line) return { fault: ended ? "ended" : "place", values: place };
    const profile = JSON.parse(text);
    const isObject = typeof profile === "object" && profile !== null && !Array.isArray(profile);
    return isObject ? { profile } : { fault: "noObject", values: {} };
  };

  /** The profile of a custom account, as far as its fields can be wrong; of another account nothing is looked at. */
  editor.profileOrEmpty = function () {
    return function (value, options) {
      if (!editor.offers(this.platform, "profile")) return true;
      const text = (key, values) => this._(this.type + "." + key, values);
      const { profile, fault: noJson, values } = editor.readProfileJson(String(value || ""));
      if (noJson === "variable") return true;
      if (noJson) return options ? text("profileJson." + noJson, values) : false;
      const wrong = editor.profileFault(profile);
      if (!wrong) return true;
      if (!options) return false;
      const { field, fault } = wrong;
      const path = field.name ? field.name + ", " : "";
      return path + text("profileField." + field.id) + ": " + text("profileFault." + fault);
    };
  };

  /** Credentials of a captured session; the others are those of a sign-in with user name and password. */
  const ofCapture = ["accessToken", "authCode", "refreshToken", "clientId"];

  /** Rows of the credentials that a profile's way to sign in asks for: `form`, `captured`, or undefined where it is not known. */
  editor.showCredentialsOf = function (node, dialog, way) {
    const row = (name) => dialog.find("#node-config-input-" + name).closest(".form-row");
    for (const name of ofCapture) row(name).toggle(way !== "form");
    row("password").toggle(way !== "captured");
    const label = way === "captured" ? "userId" : "userName";
    dialog.find("[data-credential=username]").text(node._(node.type + ".label." + label));
  };
})();
