import type { RankPosition } from "./rankPosition.js";
import type { RankedItem } from "./ranking.js";

/** Marks ids where rows are named otherwise: it sorts after all digits are compared as rows. */
const MARK = "#";

/** Items that came after the model was trained and have a vector: they are ranked among the model's own. */
export class LaterVectors {
  private readonly vectors = new Map<string, Float32Array>();

  set(id: string, vector: Float32Array): void {
    this.vectors.set(id, vector);
  }

  has(id: string): boolean {
    return this.vectors.has(id);
  }

  get(id: string): Float32Array | undefined {
    return this.vectors.get(id);
  }

  /** Whether a place of tier 0 is one of these items'. */
  static isTie(tie: string): boolean {
    return tie.startsWith(MARK);
  }

  /** All that are allowed and come after a place of tier 0, best first, equal ones by id. */
  ranked(
    score: (vector: Float32Array) => number,
    allows: (id: string) => boolean,
    after: RankPosition | undefined,
  ): RankedItem[] {
    const ranked: RankedItem[] = [];
    for (const [itemId, vector] of this.vectors) {
      if (!allows(itemId)) continue;
      const own = score(vector);
      const position = { tier: 0, score: own, tie: `${MARK}${itemId}` };
      if (after === undefined || compare(after, position) < 0) ranked.push({ itemId, score: own, position });
    }
    return ranked.sort((one, other) => compare(one.position, other.position));
  }
}

/** Below 0 if the first comes first. */
function compare(one: RankPosition, other: RankPosition): number {
  if (one.score !== other.score) return other.score - one.score;
  const [isOneLater, isOtherLater] = [LaterVectors.isTie(one.tie), LaterVectors.isTie(other.tie)];
  if (isOneLater !== isOtherLater) return isOneLater ? 1 : -1;
  return one.tie < other.tie ? -1 : one.tie > other.tie ? 1 : 0;
}
