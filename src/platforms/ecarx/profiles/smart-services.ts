import type { CatalogueAccess, ServiceAccess } from "./services";

/**
 * Hosts and schemes of smart's services, from the inventory's tables. That a host and a scheme are named there says that an app
 * holds them, not that anybody has seen the call work.
 */
const session: ServiceAccess = { scheme: "session" };
/** Which host: in no source. The token goes to none but the one that the owner names. */
const nowhere: ServiceAccess = { scheme: "session", hostUnknown: true };
const nowhereOpen: ServiceAccess = { scheme: "open", hostUnknown: true };

const shared: CatalogueAccess["services"] = {
  iov: session,
  gid: session,
  "digital-key": session,
  "car-sharing": nowhere,
  "pki-cer": nowhere,
  weather: nowhere,
  "smart-log": nowhereOpen,
};
const urlnames = ["user-api", "device-api", "vlog-api", "ota-api", "eas-api", "api-sdk", "csp-api"];

/**
 * Zeekr's and Lotus's domains, which the inventory names beside these, are other companies': no token of ours goes there.
 */
const routing = {
  urlname: "ecloudeu.com",
  "urlname-apac": "ecloudkr.com",
  "urlname-na": "ecloudus.com",
  "urlname-cn": "xchanger.cn",
};

const login = "https://api.app-auth.srv.smart.com";
const activation: ServiceAccess = { scheme: "eco", origin: "https://vcrm.srv.smart.com", base: "/v1" };
const charging: ServiceAccess = {
  scheme: "bearer",
  origin: "https://api.prod.digitalchargingsolutions.com",
  secret: "dcsToken",
};

export const euServices: CatalogueAccess = {
  region: "eu",
  urlnames,
  routing,
  userHeader: "x-smart-id",
  channel: "APP_EU",
  services: {
    ...shared,
    gsv: { scheme: "header", origin: "https://vehicle.vbs.srv.smart.com", secret: "headerSecret" },
    "host-app": nowhereOpen,
    "eco-login": { scheme: "eco", origin: login, base: "/v1" },
    "eco-user-info": { scheme: "eco", origin: login, base: "/v1" },
    "eco-vehicle-activation": activation,
    "vehicle-data": activation,
    "dcs-auth": {
      scheme: "form",
      origin: "https://login.microsoftonline.com",
      base: "/a60cd2d9-82a0-4bff-b9e9-8d71626abb0e",
      secret: "dcsClientSecret",
    },
    "dcs-contracts": charging,
    "dcs-tariffs": charging,
    "dcs-poi": charging,
    // The inventory names a host of a cloud provider; the one below is what clients use for the same path.
    "ota-aws": { scheme: "signInToken", origin: "https://ota.srv.smart.com" },
    push: { scheme: "header", origin: "https://app-api.push.srv.smart.com", secret: "headerSecret" },
  },
};

const gateway: ServiceAccess = { scheme: "gateway", origin: "https://sg-app-api.smart.com" };
const vehicles: ServiceAccess = { ...gateway, base: "/vc" };

export const intlServices: CatalogueAccess = {
  region: "intl",
  urlnames,
  routing,
  userHeader: "x-smart-id",
  services: {
    ...shared,
    gsv: vehicles,
    "vehicle-vc": vehicles,
    "host-app": gateway,
    iam: gateway,
    uc: gateway,
    verify: gateway,
    agreement: { scheme: "open", origin: "https://sg-app.smart.com" },
  },
};
