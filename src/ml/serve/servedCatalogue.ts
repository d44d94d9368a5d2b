import type { CatalogueEntry } from "./catalogueEntry.js";
import { CategorySets } from "./categorySets.js";
import type { RankRequest } from "./rankRequest.js";
import { SortedSlots } from "./sortedSlots.js";

/** Says whether the item in a slot may be in an answer. */
export type SlotFilter = (slot: number) => boolean;

const KNOWN = 1;
const RECOMMENDABLE = 2;
const FIRST_CAPACITY = 1024;

/**
 * What ranking knows of the items of a space, as typed arrays. Every item has a *slot*: those of the model their row, 1 to N, the
 * others the numbers after N as they come.
 */
export class ServedCatalogue {
  /** The slots of items that the model does not know: newest first, or without a model the most popular first. */
  readonly others: SortedSlots;
  private readonly ids: string[];
  private readonly slots = new Map<string, number>();
  private readonly categorySets = new CategorySets();
  private state = new Uint8Array(FIRST_CAPACITY);
  private categories = new Uint32Array(FIRST_CAPACITY);
  /** What `others` is sorted by: the creation time, or without a model the popularity. */
  private order = new Float64Array(FIRST_CAPACITY);
  /** 1 for the slots that the request in hand names, to exclude them or as candidates; all 0 between requests. */
  private named = new Uint8Array(FIRST_CAPACITY);

  /** @param itemIds The model's items by row, N of them; none without a model. */
  constructor(
    readonly itemIds: readonly string[],
    private readonly hasModel: boolean,
  ) {
    this.ids = ["", ...itemIds];
    itemIds.forEach((id, index) => this.slots.set(id, index + 1));
    this.reserve(this.ids.length);
    this.others = new SortedSlots(
      (slot) => this.order[slot]!,
      (slot) => this.ids[slot]!,
    );
  }

  /** Adds or replaces entries. @returns Those of items that the model does not know. */
  apply(entries: Iterable<CatalogueEntry>): CatalogueEntry[] {
    const others: CatalogueEntry[] = [];
    for (const entry of entries) {
      const slot = this.slots.get(entry.id) ?? this.addSlot(entry.id);
      this.state[slot] = KNOWN | (entry.recommendable ? RECOMMENDABLE : 0);
      this.categories[slot] = this.categorySets.numberOf(entry.categories);
      this.order[slot] = this.hasModel ? entry.createdAtMs : entry.popularity;
      if (slot <= this.itemIds.length) continue;
      this.others.touch(slot);
      others.push(entry);
    }
    return others;
  }

  /** Undefined if no entry and no model has it. */
  slotOf(id: string): number | undefined {
    return this.slots.get(id);
  }

  idOf(slot: number): string {
    return this.ids[slot]!;
  }

  /** The number that the slot is sorted by among `others`. */
  orderOf(slot: number): number {
    return this.order[slot]!;
  }

  /** The model's row of an item; undefined if the model does not know it. */
  rowOf(id: string): number | undefined {
    const slot = this.slots.get(id);
    return slot !== undefined && slot <= this.itemIds.length ? slot : undefined;
  }

  /** The model's rows of a history, oldest first; items that it does not know are skipped. */
  rowsOf(history: readonly string[]): Int32Array {
    const slots = history.map((id) => this.slots.get(id) ?? 0);
    return Int32Array.from(slots.filter((slot) => slot > 0 && slot <= this.itemIds.length));
  }

  /** Runs `use` with the filter of a request; it holds during the call only. */
  filtered<T>(request: RankRequest, use: (allows: SlotFilter) => T): T {
    const named = (request.candidates ?? request.exclude).map((id) => this.slots.get(id) ?? 0);
    for (const slot of named) this.named[slot] = 1;
    try {
      return use(request.candidates === undefined ? this.recommendable(request) : this.candidate());
    } finally {
      for (const slot of named) this.named[slot] = 0;
    }
  }

  private recommendable({ categories, excludeCategories }: RankRequest): SlotFilter {
    const passing = this.categorySets.passing(categories, excludeCategories);
    return (slot) =>
      (this.state[slot]! & RECOMMENDABLE) !== 0 &&
      this.named[slot] === 0 &&
      (passing === null || passing[this.categories[slot]!] === 1);
  }

  private candidate(): SlotFilter {
    return (slot) => (this.state[slot]! & KNOWN) !== 0 && this.named[slot] === 1;
  }

  private addSlot(id: string): number {
    const slot = this.ids.push(id) - 1;
    this.slots.set(id, slot);
    this.reserve(this.ids.length);
    return slot;
  }

  /** Makes room for `slots` slots, doubling so that an item costs the same however many there are. */
  private reserve(slots: number): void {
    if (slots <= this.state.length) return;
    const capacity = Math.max(slots, 2 * this.state.length);
    const grown = <T extends Uint8Array | Uint32Array | Float64Array>(larger: T, old: T): T => {
      larger.set(old);
      return larger;
    };
    this.state = grown(new Uint8Array(capacity), this.state);
    this.categories = grown(new Uint32Array(capacity), this.categories);
    this.order = grown(new Float64Array(capacity), this.order);
    this.named = grown(new Uint8Array(capacity), this.named);
  }
}
