import type { Logger } from "../../domain/logger.js";
import type { ScoringModel } from "../models/scoringModel.js";
import type { CatalogueEntry } from "./catalogueEntry.js";
import type { RankRequest } from "./rankRequest.js";
import type { RankedItem, Ranking } from "./ranking.js";
import { ServedCatalogue, type SlotFilter } from "./servedCatalogue.js";
import { topRows } from "./topRows.js";

/** What is ranked by; nothing of it without a model. */
export interface RankerModel {
  readonly model: ScoringModel;
  /** By row. */
  readonly itemIds: readonly string[];
  /** `[N + 1]`: ranks for those whose history says nothing. */
  readonly popularity: Float32Array;
}

type Scoring = Pick<Ranking, "scoredBy" | "fallback"> & { readonly scores: Float32Array };

/**
 * Ranks a space's catalogue. The order is total: items with a score by score, then row; then items that came after the model was
 * trained, newest first, then id. Filters come before the choice of the best, so that a page is full whenever matches exist.
 */
export class Ranker {
  private catalogue: ServedCatalogue;
  /** Being filled in place of `catalogue`. */
  private next: ServedCatalogue | null = null;

  /** @param trained Null: all items are ranked by the popularity that the catalogue's entries state. */
  constructor(
    private readonly trained: RankerModel | null,
    private readonly log: Logger,
  ) {
    this.catalogue = this.emptyCatalogue();
  }

  /** Begins to replace the catalogue: until `endReplacement` requests see the old one. Forgets a replacement that was not ended. */
  beginReplacement(): void {
    this.next = this.emptyCatalogue();
  }

  /** Adds or replaces entries of the catalogue, or of the replacement that has begun. */
  apply(entries: Iterable<CatalogueEntry>, { isReplacement = false } = {}): void {
    (isReplacement && this.next !== null ? this.next : this.catalogue).apply(entries);
  }

  endReplacement(): void {
    this.catalogue = this.next ?? this.catalogue;
    this.next = null;
  }

  /** The items of the request in their order, at most `limit` of them. */
  async rank(request: RankRequest): Promise<Ranking> {
    const { scores, scoredBy, fallback } = await this.score(request.history);
    // No await from here on: a request sees one state of the catalogue.
    const items = this.catalogue.filtered(request, (allows) => {
      const ranked = scores === null ? [] : this.rankModelItems(request, scores, allows);
      return [...ranked, ...this.rankOtherItems({ ...request, limit: request.limit - ranked.length }, allows)];
    });
    return { items, scoredBy, fallback };
  }

  private async score(
    history: readonly string[],
  ): Promise<Omit<Scoring, "scores"> & { readonly scores: Float32Array | null }> {
    if (this.trained === null) return { scores: null, scoredBy: "popular", fallback: false };
    const { model, popularity } = this.trained;
    const rows = this.catalogue.rowsOf(history);
    if (rows.length === 0) return { scores: popularity, scoredBy: "popular", fallback: false };
    // One history at a time: in a batch the sums may round differently, and a page would not fit the one before it.
    const scores = await model.scoreAll([rows]); // [1, N + 1]
    if (areFinite(scores)) return { scores, scoredBy: model.kind, fallback: false };
    this.log.error(
      { kind: model.kind, historyLength: rows.length },
      "a model gave scores that are not finite; ranked by popularity instead",
    );
    return { scores: popularity, scoredBy: "popular", fallback: true };
  }

  /** Tier 0 of a trained model. */
  private rankModelItems({ limit, after }: RankRequest, scores: Float32Array, allows: SlotFilter): RankedItem[] {
    if (after !== undefined && after.tier !== 0) return [];
    return Array.from(topRows({ scores, limit, after, allows }), (row) => {
      const score = scores[row]!;
      return { itemId: this.catalogue.idOf(row), score, position: { tier: 0, score, tie: String(row) } };
    });
  }

  /** Tier 1 of a trained model; without one, all there is. */
  private rankOtherItems({ limit, after }: RankRequest, allows: SlotFilter): RankedItem[] {
    const tier = this.trained === null ? 0 : 1;
    const ranked: RankedItem[] = [];
    if (limit <= 0) return ranked;
    for (const slot of this.catalogue.others.after(after?.tier === tier ? after : undefined)) {
      if (!allows(slot)) continue;
      const [itemId, order] = [this.catalogue.idOf(slot), this.catalogue.orderOf(slot)];
      ranked.push({ itemId, score: tier === 0 ? order : 0, position: { tier, score: order, tie: itemId } });
      if (ranked.length === limit) break;
    }
    return ranked;
  }

  private emptyCatalogue(): ServedCatalogue {
    return new ServedCatalogue(this.trained?.itemIds ?? [], this.trained !== null);
  }
}

/** A sum of zeros, unless a score is infinite or not a number. */
function areFinite(scores: Float32Array): boolean {
  let sum = 0;
  for (let row = 1; row < scores.length; row++) sum += scores[row]! * 0;
  return sum === 0;
}
