import type { Person } from "./brand";

/** name+anything@…: a further account that the same cars are shared to, so that two clients need not share a session. */
export function guestOf(
  owners: readonly Person[],
  username: string,
  matches: (real: string) => boolean,
  userId: string,
): Person | undefined {
  const plain = username.replace(/\+[^@]+/, "");
  const owner = owners.find((one) => one.username === plain && one.cars.length > 0);
  if (!owner || plain === username || !matches(owner.password)) return undefined;
  return { ...owner, username, userId };
}
