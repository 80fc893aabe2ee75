// Node-RED's settings for `npm start`: this machine only, nothing asked, nothing sent anywhere by itself.
const { randomBytes } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");

const root = join(__dirname, "..");
const userDir = resolve(process.env.VEHICLE_CLOUD_USERDIR || join(root, ".node-red"));

/** A random key of this user directory, so that credentials typed into it are not sealed with something everybody knows. */
function credentialSecret() {
  const file = join(userDir, ".credential-secret");
  if (!existsSync(file)) {
    mkdirSync(userDir, { recursive: true });
    writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  }
  return readFileSync(file, "utf8").trim();
}

module.exports = {
  uiHost: "127.0.0.1",
  uiPort: Number(process.env.PORT || 1880),
  userDir,
  // A folder whose package.json has a "node-red" section is loaded as that package.
  nodesDir: root,
  // Absolute: a plain name would be looked for in the current folder first.
  flowFile: join(userDir, "flows.json"),
  flowFilePretty: true,
  credentialSecret: credentialSecret(),
  telemetry: { enabled: false, updateNotification: false },
  externalModules: {
    // Only what somebody asks for in the palette manager.
    autoInstall: false,
    palette: { allowInstall: true, allowUpload: true, allowUpdate: true },
    modules: { allowInstall: false },
  },
  editorTheme: {
    tours: false,
    projects: {},
    // The editor asks the public catalogue as soon as it opens, so it is listed only if somebody says so.
    palette: process.env.VEHICLE_CLOUD_CATALOGUE ? {} : { catalogues: [] },
  },
  diagnostics: { enabled: false, ui: false },
  logging: { console: { level: process.env.VEHICLE_CLOUD_LOG || "warn", metrics: false, audit: false } },
};
