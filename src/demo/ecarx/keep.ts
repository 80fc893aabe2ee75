/** Remembers at most so many; the oldest go, so that a demo that runs for weeks stays small. */
export function keep<T>(map: Map<string, T>, key: string, value: T, most = 2000): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}
