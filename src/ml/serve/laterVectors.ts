/** @file Items that came after the model was trained. Axes: S slots, V width of vectors. */
import type { RankPosition } from "./rankPosition.js";
import type { RankedItem } from "./ranking.js";
import { topRows } from "./topRows.js";
import type { UserScoring } from "./userScoring.js";

/** Marks ids where rows are named otherwise: it sorts after all digits are compared as rows. */
const MARK = "#";

type ScoreLater = NonNullable<UserScoring["scoreLater"]>;

/** What to choose from the items. */
interface BestLaterOptions {
  /** Most items wanted. */
  readonly limit: number;
  /** Asked only for items that would be in the answer. */
  readonly allows: (id: string) => boolean;
  /** A place of tier 0: only items after it. */
  readonly after: RankPosition | undefined;
}

/** Items that came after the model was trained and have a vector: they are ranked among the model's own. */
export class LaterVectors {
  /** Slots count from 1, as `topRows` wants it. */
  private readonly slots = new Map<string, number>();
  private readonly ids = [""];
  /** `[S, V]`, with room for more. */
  private values = new Float32Array(0);

  /** @param width V */
  constructor(private readonly width: number) {}

  /** Adds a vector, `[V]`, or puts it in the place of the item's last one. */
  set(id: string, vector: Float32Array): void {
    const slot = this.slots.get(id) ?? this.ids.push(id) - 1;
    this.slots.set(id, slot);
    const needed = (slot + 1) * this.width;
    if (needed > this.values.length) {
      const larger = new Float32Array(2 * needed);
      larger.set(this.values);
      this.values = larger;
    }
    this.values.set(vector, slot * this.width);
  }

  /** Forgets an item's vector; the last slot takes its place. */
  delete(id: string): void {
    const slot = this.slots.get(id);
    if (slot === undefined) return;
    this.slots.delete(id);
    const [last, lastId] = [this.ids.length - 1, this.ids.pop()!];
    if (slot === last) return;
    this.ids[slot] = lastId;
    this.slots.set(lastId, slot);
    this.values.copyWithin(slot * this.width, last * this.width, (last + 1) * this.width);
  }

  has(id: string): boolean {
    return this.slots.has(id);
  }

  /** The score of an item; null if it has no vector. */
  scoreOf(id: string, score: ScoreLater): number | null {
    const slot = this.slots.get(id);
    return slot === undefined ? null : score(this.values, slot * this.width);
  }

  /** Whether a place of tier 0 is one of these items'. */
  static isTie(tie: string): boolean {
    return tie.startsWith(MARK);
  }

  /** The best allowed items, equal scores by id. */
  best(score: ScoreLater, { limit, allows, after }: BestLaterOptions): RankedItem[] {
    const { ids, values, width } = this;
    const scores = new Float32Array(ids.length);
    for (let slot = 1; slot < scores.length; slot++) scores[slot] = score(values, slot * width);
    const isAfter = (slot: number): boolean =>
      after === undefined ||
      scores[slot]! < after.score ||
      // Behind a row come all of its score, behind one of these the ones of higher ids.
      (scores[slot] === after.score && (!LaterVectors.isTie(after.tie) || `${MARK}${ids[slot]!}` > after.tie));
    const best = topRows({
      scores,
      limit,
      allows: (slot) => isAfter(slot) && allows(ids[slot]!),
      compareTies: (one, other) => (ids[one]! < ids[other]! ? -1 : 1),
    });
    return Array.from(best, (slot) => {
      const [itemId, own] = [ids[slot]!, scores[slot]!];
      return { itemId, score: own, position: { tier: 0, score: own, tie: `${MARK}${itemId}` } };
    });
  }
}
