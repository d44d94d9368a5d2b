import type { RankPosition } from "./rankPosition.js";

/**
 * Slots in the order of a key that seldom changes: higher scores first, equal ones by id. A query walks them from its place on, so
 * that it costs what it returns; a change costs one pass, paid by the next query.
 */
export class SortedSlots {
  private order: number[] = [];
  private readonly changed = new Set<number>();

  constructor(
    private readonly scoreOf: (slot: number) => number,
    private readonly idOf: (slot: number) => string,
  ) {}

  /** To be called for every new slot, and for every slot whose score has changed. */
  touch(slot: number): void {
    this.changed.add(slot);
  }

  /** The slots in order. @param place Only those strictly after it. */
  *after(place: Pick<RankPosition, "score" | "tie"> | undefined): Generator<number> {
    this.merge();
    for (
      let index = place === undefined ? 0 : this.firstAfter(place.score, place.tie);
      index < this.order.length;
      index++
    )
      yield this.order[index]!;
  }

  /** Sorts the changed slots and merges them with the others, which are in order still. */
  private merge(): void {
    if (this.changed.size === 0) return;
    const added = [...this.changed].sort((a, b) => this.compare(a, this.scoreOf(b), this.idOf(b)));
    const kept = this.order.filter((slot) => !this.changed.has(slot));
    const merged: number[] = [];
    let next = 0;
    for (const slot of added) {
      const [score, id] = [this.scoreOf(slot), this.idOf(slot)];
      while (next < kept.length && this.compare(kept[next]!, score, id) < 0) merged.push(kept[next++]!);
      merged.push(slot);
    }
    while (next < kept.length) merged.push(kept[next++]!);
    this.order = merged;
    this.changed.clear();
  }

  /** The index of the first slot after a place, by binary search. */
  private firstAfter(score: number, id: string): number {
    let [low, high] = [0, this.order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.order[middle]!, score, id) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Below 0 if the slot comes before such a place. Ids are compared by code units, the same in every process and locale. */
  private compare(slot: number, score: number, id: string): number {
    const own = this.scoreOf(slot);
    if (own !== score) return score - own;
    const ownId = this.idOf(slot);
    return ownId < id ? -1 : ownId > id ? 1 : 0;
  }
}
