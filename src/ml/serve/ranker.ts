import type { Logger } from "../../domain/logger.js";
import { askedModels } from "./askedModels.js";
import type { CatalogueEntry } from "./catalogueEntry.js";
import { explain } from "./explain.js";
import type { Explanation } from "./explanation.js";
import type { ExplainRequest } from "./explainRequest.js";
import type { LaterItem } from "./laterItem.js";
import { LaterVectors } from "./laterVectors.js";
import { mergeRanked } from "./mergeRanked.js";
import type { OmittedVectors } from "./omittedVectors.js";
import type { RankerModel } from "./rankerModel.js";
import type { RankRequest } from "./rankRequest.js";
import type { RankedItem, Ranking } from "./ranking.js";
import { ServedCatalogue, type SlotFilter } from "./servedCatalogue.js";
import { topRows } from "./topRows.js";
import { userScoring, type UserScoring } from "./userScoring.js";

/**
 * Ranks a space's catalogue. The order is total: items with a score by score, then row, later ones then by id; then items that came
 * after the model was trained and have no score, newest first, then id. Filters come before the choice of the best, so that a page is full whenever matches exist.
 */
export class Ranker {
  private catalogue: ServedCatalogue;
  /** Being filled in place of `catalogue`. */
  private next: ServedCatalogue | null = null;
  private readonly later: LaterVectors;

  /** @param trained Null: all items are ranked by the popularity that the catalogue's entries state. */
  constructor(
    private readonly trained: RankerModel | null,
    private readonly log: Logger,
  ) {
    this.catalogue = this.emptyCatalogue();
    this.later = new LaterVectors(trained?.language?.scores.items.width ?? 0);
  }

  /** Begins to replace the catalogue: until `endReplacement` requests see the old one. Forgets a replacement that was not ended. */
  beginReplacement(): void {
    this.next = this.emptyCatalogue();
  }

  /** Whether items that the model does not know can be ranked among the others. */
  get readsLaterItems(): boolean {
    return this.trained?.language !== undefined;
  }

  /**
   * Adds or replaces entries of the catalogue, or of the replacement that has begun.
   *
   * @returns The items among them that came after the model was trained.
   */
  apply(entries: Iterable<CatalogueEntry>, { isReplacement = false } = {}): LaterItem[] {
    const catalogue = isReplacement && this.next !== null ? this.next : this.catalogue;
    return catalogue.apply(entries).map(({ id, title, createdAtMs, recommendable }) => {
      return { id, title, createdAtMs, recommendable };
    });
  }

  /** Takes vectors of items that came after the model was trained. @param vectors `[ids, V]` */
  addVectors(ids: readonly string[], vectors: Float32Array): void {
    const width = vectors.length / ids.length;
    for (const [at, id] of ids.entries()) this.later.set(id, vectors.slice(at * width, (at + 1) * width));
  }

  /** Forgets vectors: the items follow all others again. */
  removeVectors(ids: readonly string[]): void {
    for (const id of ids) this.later.delete(id);
  }

  endReplacement(): void {
    this.catalogue = this.next ?? this.catalogue;
    this.next = null;
  }

  /**
   * The items of the request in their order, at most `limit` of them.
   *
   * @param userVector The language model's, `[V]`, where it is to have a say.
   * @returns `freshness` and `languageVersion` are for whoever knows where the vector came from.
   */
  async rank(request: RankRequest, userVector: Float32Array | null = null): Promise<Ranking> {
    const scoring = await this.score(request, userVector);
    // No await from here on: a request sees one state of the catalogue.
    const items = this.catalogue.filtered(request, (allows) => {
      const ranked = scoring.of === null ? [] : this.rankScoredItems(request, scoring.of, allows);
      const rest = { ...request, limit: request.limit - ranked.length };
      return [...ranked, ...this.rankOtherItems(rest, scoring.of, allows)];
    });
    const { scoredBy, ranker } = scoring.of ?? { scoredBy: "popular", ranker: "popular" };
    return { items, scoredBy, ranker, fallback: scoring.fallback, freshness: null, languageVersion: null };
  }

  /** @param omitted The language model's vectors, where it is to have a say. */
  async explain(request: ExplainRequest, omitted: OmittedVectors | null): Promise<readonly Explanation[]> {
    if (this.trained === null) return request.items.map((itemId) => ({ itemId, causes: [] }));
    const { catalogue, later } = this;
    return explain(this.trained, request, { rowOf: (id) => catalogue.rowOf(id), later }, omitted);
  }

  /** `of` is null where there is no model. */
  private async score(
    { history, ranker = "auto" }: RankRequest,
    userVector: Float32Array | null,
  ): Promise<{ readonly of: UserScoring | null; readonly fallback: boolean }> {
    const { trained } = this;
    if (trained === null) return { of: null, fallback: false };
    const rows = this.catalogue.rowsOf(history);
    const asked = askedModels(trained, ranker, { known: rows.length, hasVector: userVector !== null });
    const scoring = userScoring(trained, {
      historyLength: rows.length,
      // One history at a time: in a batch the sums may round differently, and a page would not fit the one before it.
      sequence: asked.sequence ? await trained.model.scoreAll([rows]) : null, // [1, N + 1]
      language: asked.language ? await trained.language!.scores.of(userVector!) : null, // [1, N + 1]
      userVector: asked.language ? userVector : null,
    });
    if (areFinite(scoring.scores)) return { of: scoring, fallback: false };
    this.log.error(
      { kind: scoring.scoredBy, historyLength: rows.length },
      "a model gave scores that are not finite; ranked by popularity instead",
    );
    const nothing = { historyLength: 0, sequence: null, language: null, userVector: null };
    return { of: userScoring(trained, nothing), fallback: true };
  }

  /** Tier 0 of a trained model. */
  private rankScoredItems(
    { limit, after }: RankRequest,
    { scores, scoreLater }: UserScoring,
    allows: SlotFilter,
  ): RankedItem[] {
    if (after !== undefined && after.tier !== 0) return [];
    // Behind a later item come no more rows of its score.
    const afterRow =
      after !== undefined && LaterVectors.isTie(after.tie) ? { ...after, tie: String(scores.length) } : after;
    const rows = Array.from(topRows({ scores, limit, after: afterRow, allows }), (row) => {
      const score = scores[row]!;
      return { itemId: this.catalogue.idOf(row), score, position: { tier: 0, score, tie: String(row) } };
    });
    if (scoreLater === null) return rows;
    const isAllowed = (id: string): boolean => {
      const slot = this.catalogue.slotOf(id);
      return slot !== undefined && allows(slot);
    };
    return mergeRanked(rows, this.later.best(scoreLater, { limit, allows: isAllowed, after }), limit);
  }

  /** Tier 1 of a trained model; without one, all there is. */
  private rankOtherItems({ limit, after }: RankRequest, scoring: UserScoring | null, allows: SlotFilter): RankedItem[] {
    const tier = this.trained === null ? 0 : 1;
    const ranked: RankedItem[] = [];
    if (limit <= 0) return ranked;
    for (const slot of this.catalogue.others.after(after?.tier === tier ? after : undefined)) {
      if (!allows(slot)) continue;
      const [itemId, order] = [this.catalogue.idOf(slot), this.catalogue.orderOf(slot)];
      if (scoring !== null && scoring.scoreLater !== null && this.later.has(itemId)) continue;
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
