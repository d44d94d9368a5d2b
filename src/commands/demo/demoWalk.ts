/** One of the two series that a user reads side by side. */
interface DemoSlot {
  /** Place in `DemoCatalogue.series`; null before the first. */
  readonly series: number | null;
  /** Parts already taken. */
  readonly nextPart: number;
}

/** Where a demo user stands. */
export interface DemoWalk {
  /** The genre of the series begun last: place in `DEMO_GENRES`. */
  readonly genre: number;
  readonly slots: readonly [DemoSlot, DemoSlot];
  /** The slot taken last. */
  readonly lastSlot: 0 | 1;
  /** Items taken: nobody takes one twice. */
  readonly taken: ReadonlySet<number>;
  /** Series begun. */
  readonly begun: ReadonlySet<number>;
}
