/** Those of the path by name, and what every call may have beside them. */
export type Parameters<Name extends string> = Readonly<Record<Exclude<Name, "userId">, string | number>> & CallExtras;

/** What every call may have. */
export interface CallExtras {
  /** The user of the account, unless given. */
  readonly userId?: string;
  /** The vehicle it is about, where the path does not name one: id or own name. */
  readonly vin?: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Where the catalogue knows of none. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** The endpoint's id, without which nothing destructive is sent. */
  readonly confirm?: string;
  /** A value that an endpoint takes in its query, by its name. */
  readonly [name: string]: unknown;
}
