(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const [brand, hosts, signIn, requests, answers, commands] = "brand hosts signIn requests answers commands".split(" ");
  /** `${way}`: members of the sign-in stand there, those of a captured authCode's exchange one deeper. */
  const call = "${way}.operation";
  const word = (group, id, at, ...words) => ({ group, id, at, kind: "word", words });
  const field = (group, id, at, kind, more) => ({ group, id, at, kind, ...more });
  const form = { only: "form" };
  const captured = { only: "captured" };

  /** The fields of a profile as src/platforms/ecarx/profiles/custom.ts has them. Of `words` the first is what it is when nothing is said. */
  editor.profileFieldList = [
    field(brand, "title", "title", "text", { example: "My brand" }),
    field(brand, "vehicleWord", "brand", "text", { example: "car" }),
    field(brand, "models", "models", "map", { example: "AB1 = Model One" }),
    field(hosts, "signInHost", "${way}.origin", "origin", { needed: "form" }),
    field(hosts, "sessionHost", "session.origin", "origin", { needed: true }),
    field(hosts, "carsHost", "vehicleHosts.usual", "origin", { needed: true }),
    field(hosts, "seriesHosts", "vehicleHosts.bySeries", "originMap", { example: "AB2 = https://cars2.example.com" }),
    word(signIn, "way", "signIn.kind", "form", "captured"),
    field(signIn, "appName", "signIn.appName", "text"),
    field(signIn, "signInPath", call, "path", {
      reach: "write",
      needed: "form",
      method: "POST",
      example: "POST /api/v1/user/login",
    }),
    field(signIn, "identityType", call + ".query.identity_type", "text"),
    field(signIn, "formBody", call + ".body", "pairs", { ...form, example: "username={username}&password={password}" }),
    field(signIn, "codeBody", call + ".body", "pairs", { ...captured, example: "authCode={authCode}" }),
    { ...word(signIn, "passwordAs", "signIn.passwordAs", "plain", "md5"), ...form },
    field(signIn, "signInHeaders", "${way}.headers", "map", { example: "accept = application/json" }),
    word(signIn, "renews", "session.renews", "signIn", "session"),
    field(requests, "appId", "headers.x-app-id", "text"),
    field(requests, "operator", "headers.x-operator-code", "text"),
    field(requests, "headers", "headers", "map", {
      hidden: ["x-app-id", "x-operator-code"],
      example: "x-env-type = production",
    }),
    field(requests, "carHeaders", "vehicleHeaders", "map", { example: "x-vehicle-series = {series}" }),
    word(requests, "signing", "signing.scheme", "nineLines", "none"),
    word(requests, "nonce", "signing.nonce", "hex", "upperUuid"),
    { ...word(requests, "clientIdSent", "sendsClientId", false, true), called: ["unsent", "sent"] },
    { ...word(requests, "deviceId", "deviceIdDigits", 16, 32, 0), called: ["digits16", "digits32", "unsent"] },
    word(answers, "envelope", "envelope", "enveloped", "flat"),
    field(answers, "success", "accepted.code", "whole", { example: "1000" }),
    field(answers, "unitResult", "accepted.operationResult", "whole"),
    { ...word(answers, "tree", "reading.olderTree", false, true), called: ["newerTree", "olderTree"] },
    word(answers, "positionUnit", "reading.positionUnit", "milliarcseconds", "degrees"),
    { ...word(answers, "chinaMap", "reading.gcj02Default", false, true), called: ["wgs84", "gcj02"] },
    {
      ...word(answers, "positionTrust", "reading.positionTrustMeaningful", true, false),
      called: ["trusted", "untrusted"],
    },
    word(commands, "dialect", "dialect", "geea2", "classic"),
    word(commands, "commandBody", "commandBody", "geea2", "classic"),
  ];
})();
