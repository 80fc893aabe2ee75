/** Runs `work` for every item, at most `count` at a time, in order of the items. `work` must not reject. */
export async function inLanes<T>(
  items: readonly T[],
  count: number,
  work: (item: T, place: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let place = next++; place < items.length; place = next++) await work(items[place]!, place);
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, lane));
}

/** Lets at most `count` in at a time, in order of arrival. */
export class Turnstile {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async through<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#line.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
