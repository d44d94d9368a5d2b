import type { SasrecModel } from "../../src/ml/models/sasrecModel.js";
import type { CatalogueEntry } from "../../src/ml/serve/catalogueEntry.js";
import type { RankRequest } from "../../src/ml/serve/rankRequest.js";

/** What is ranked: entry r - 1 is the model's item r. */
export interface NaiveCatalogue {
  readonly model: SasrecModel;
  readonly entries: readonly CatalogueEntry[];
  readonly rowOf: ReadonlyMap<string, number>;
}

/** What the top of a catalogue is, said plainly: score all, filter, sort all, cut. */
export async function naiveTop(
  { model, entries, rowOf }: NaiveCatalogue,
  { history, exclude, categories, excludeCategories = [], limit }: RankRequest,
): Promise<{ itemId: string; score: number }[]> {
  const scores = await model.scoreAll([Int32Array.from(history, (id) => rowOf.get(id)!)]);
  const excluded = new Set(exclude);
  const passes = (entry: CatalogueEntry): boolean =>
    entry.recommendable &&
    !excluded.has(entry.id) &&
    (categories === undefined || categories.some((category) => entry.categories.includes(category))) &&
    !excludeCategories.some((category) => entry.categories.includes(category));
  return entries
    .map((entry, index) => ({ entry, row: index + 1, score: scores[index + 1]! }))
    .filter(({ entry }) => passes(entry))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, limit)
    .map(({ entry, score }) => ({ itemId: entry.id, score }));
}
