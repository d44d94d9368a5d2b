/** The sets of categories that items have, each held once: a catalogue has few of them, however many items. */
export class CategorySets {
  private readonly numbers = new Map<string, number>();
  private readonly sets: (readonly string[])[] = [];

  constructor() {
    this.numberOf([]);
  }

  /** The number of this set; the empty one is 0. */
  numberOf(categories: readonly string[]): number {
    const key = JSON.stringify(categories);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.sets.length);
    return this.sets.push(categories) - 1;
  }

  /**
   * Which sets pass a filter: 1 or 0 by number; null if all do.
   *
   * @param wanted Any of these; no condition if left out.
   * @param unwanted None of these.
   */
  passing(wanted: readonly string[] | undefined, unwanted: readonly string[] = []): Uint8Array | null {
    if (wanted === undefined && unwanted.length === 0) return null;
    const [anyOf, noneOf] = [new Set(wanted), new Set(unwanted)];
    return Uint8Array.from(this.sets, (set) =>
      (wanted === undefined || set.some((category) => anyOf.has(category))) &&
      !set.some((category) => noneOf.has(category))
        ? 1
        : 0,
    );
  }
}
