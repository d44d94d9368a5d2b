import type { Item } from "../domain/item.js";
import type { ItemId } from "../domain/itemId.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { Explanation as ModelExplanation } from "../ml/index.js";
import type { ItemRepository } from "../store/itemRepository.js";

import type { Explanation } from "./explanation.js";
import type { ExplanationBasis } from "./explanationBasis.js";
import { explanationSentence } from "./explanationSentence.js";
import type { ModelServer } from "./modelServer.js";

/** More would be no reason any more. */
const MAX_CAUSES = 3;

/** What is told is rounded to whole per cent; less than one is nothing. */
const LEAST_SHARE = 0.01;

/** Says why items were recommended. */
export class Explainer {
  constructor(
    private readonly models: ModelServer,
    private readonly items: ItemRepository,
  ) {}

  /**
   * Explains items of one answer, all at once, by the items of the history that speak for them. Every one that is named
   * is there, and may be shown, when it is named.
   *
   * @returns By item id; what nothing explains is absent: popular items, those that only deleted or hidden ones speak for, and all
   *   that a language model ordered which cannot be asked now.
   * @throws {DomainError} `TOO_BUSY`, or whatever keeps the model of the answer from being loaded.
   */
  async explain(
    space: SpaceId,
    basis: ExplanationBasis,
    itemIds: readonly string[],
  ): Promise<ReadonlyMap<string, Explanation>> {
    const { modelVersionId, history, times, ranker } = basis;
    if (modelVersionId === null || history.length === 0 || ranker === "popular") return new Map();
    const lease = await this.models.leaseOf(space, modelVersionId);
    try {
      const request = { history, ...(times !== undefined && { times }), items: itemIds, ranker };
      const shares = (await lease.model.explain(request)).map((one) => ({
        itemId: one.itemId,
        shares: sharesOf(one, history),
      }));
      const named = new Set(shares.flatMap((one) => [...one.shares.keys()]));
      const rows = await this.items.findMany(space, [...named] as ItemId[]);
      return new Map(
        shares.flatMap((one) => {
          const explanation = explanationOf(one.shares, rows);
          return explanation === null ? [] : [[one.itemId, explanation]];
        }),
      );
    } finally {
      lease.release();
    }
  }
}

/** The shares of the history's items; those of an item that is there several times are added up. */
function sharesOf({ causes }: ModelExplanation, history: readonly string[]): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { index, share } of causes) {
    const itemId = history[index];
    if (itemId !== undefined) shares.set(itemId, (shares.get(itemId) ?? 0) + share);
  }
  return shares;
}

function explanationOf(shares: ReadonlyMap<string, number>, rows: ReadonlyMap<string, Item>): Explanation | null {
  const causes = [...shares]
    .flatMap(([itemId, share]) => {
      const item = rows.get(itemId);
      return item === undefined || item.hidden || share < LEAST_SHARE ? [] : [{ item, share }];
    })
    .sort((a, b) => b.share - a.share)
    .slice(0, MAX_CAUSES);
  return causes.length === 0 ? null : { sentence: explanationSentence(causes), causes };
}
