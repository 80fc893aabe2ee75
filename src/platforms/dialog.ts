import type { Credentials } from "./credentials";

export type CredentialName = keyof Credentials;

/** A sentence of the account's dialog (`note.TEXT` of its texts), and a page of docs/ that says more (`link.TEXT`). */
export interface DialogNote {
  text?: string;
  link?: { text: string; page: string };
}

/**
 * What an account of a platform is asked for. The build writes it into the account's dialog, where a row says what it belongs to
 * (`data-offer`) and is shown with every platform that offers it; so a new platform needs no change there. What follows from the
 * rest of `offers` is not said again: `src/editor-facts.ts` adds it. Words are names of texts in nodes/locales.
 */
export interface PlatformDialog {
  /** Credentials that it cannot do without; each has a field, but for one that the sign-in in the browser gives. */
  needs: readonly CredentialName[];
  /** Further ones that it takes. What is in neither is cleared when the dialog is saved. */
  takes?: readonly CredentialName[];
  /** Own words for a credential: `label.WORD` in the place of `label.NAME`. */
  words?: Readonly<Partial<Record<CredentialName, string>>>;
  /** Settings of the account that mean something to it. */
  settings?: readonly (
    "routing" | "allowDelete" | "coordinates" | "profile" | "requestsPerSecond" | "burst" | "batteryFamily"
  )[];
  /**
   * `fleet` = the account's table is the list of a fleet, with its paste, the trial of one vehicle, and what pushes teach;
   * `paste` = a captured request fills the fields; `vin` = cars may be typed by their VIN.
   */
  parts?: readonly ("fleet" | "paste" | "vin")[];
  /** Below the platform's own field, the password, the sign-in test, and the question which way to take. */
  notes?: Readonly<Partial<Record<"platform" | "password" | "test" | "way", DialogNote>>>;
  /** One of several ways to the same brand: `have.WORD` is what its owner has who takes this one. */
  way?: string;
  /** Platforms of one word take the same login: what is typed for one is kept when another is chosen. */
  login?: string;
  /** What a vehicle is called that has no name. */
  model?: string;
  /** A host for the example of a base URL; the first of the platform's unless told. */
  host?: string;
  /** By the first letter of a client id: `region.NAME`, and the host that it is asked at. */
  regions?: Readonly<Record<string, { name: string; host: string }>>;
  /** What is said when a sign-in test of the table's vehicles has gone well, `result.WORD`. */
  good?: string;
  /** A group of own words for errors, `GROUP.CODE`. */
  errors?: string;
  /** Codes of its cloud that say something of one vehicle or of the client id, as `reason.WORD`. */
  reasons?: Readonly<Record<string, string>>;
}
