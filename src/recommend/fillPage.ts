import type { Item } from "../domain/item.js";
import type { ItemId } from "../domain/itemId.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { InferenceModel, RankedItem, Ranking, RankRequest } from "../ml/index.js";
import type { ItemRepository } from "../store/itemRepository.js";

import type { ShownItems } from "./shownItems.js";

/** What a page is filled from. */
export interface FillPageOptions {
  readonly space: SpaceId;
  readonly model: InferenceModel;
  readonly items: ItemRepository;
  readonly request: Omit<RankRequest, "limit">;
  /** Most items wanted. */
  readonly wanted: number;
  /** Items to be passed over, wherever they stand now. */
  readonly shown: ShownItems | null;
}

/** A ranked item with its row. */
export interface FoundItem {
  readonly ranked: RankedItem;
  readonly item: Item;
}

/** What was found, best first, at most as many as wanted. */
export interface FilledPage {
  readonly found: readonly FoundItem[];
  /** What the whole page was ranked by. */
  readonly ranking: Pick<Ranking, "ranker" | "freshness" | "languageVersion">;
}

/**
 * Ranks until enough items are found whose rows, read now, say that they may be shown; or until there are no more. What
 * was hidden or deleted since the model's catalogue was read is passed over, and its place filled; by the same ranking, even
 * if the language model has learned more of the user meanwhile.
 */
export async function fillPage(options: FillPageOptions): Promise<FilledPage> {
  const { space, model, items, request, wanted, shown } = options;
  const found: FoundItem[] = [];
  let toPassOver = shown?.size ?? 0;
  let { after, language } = request;
  for (;;) {
    const limit = wanted - found.length + toPassOver;
    const ranking = await model.rank({ ...request, limit, after, language });
    const unseen = shown === null ? ranking.items : ranking.items.filter(({ itemId }) => !shown.has(itemId));
    toPassOver -= ranking.items.length - unseen.length;
    const rows = await items.findMany(
      space,
      unseen.map(({ itemId }) => itemId as ItemId),
    );
    for (const ranked of unseen) {
      const item = rows.get(ranked.itemId as ItemId);
      if (item?.available === true && !item.hidden && found.length < wanted) found.push({ ranked, item });
    }
    after = ranking.items.at(-1)?.position;
    if (found.length === wanted || ranking.items.length < limit) return { found, ranking };
    const { freshness, languageVersion: historyVersion, languageVector: vector } = ranking;
    if (freshness !== null) language = { ...language, historyVersion, vector };
  }
}
