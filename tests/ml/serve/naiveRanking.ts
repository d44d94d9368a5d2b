import type { CatalogueEntry } from "../../../src/ml/serve/catalogueEntry.js";
import type { RankRequest } from "../../../src/ml/serve/rankRequest.js";

/** What ranking means, said as plainly as possible: sort everything, filter, cut. `after` is the id of the item to begin after. */
export function naiveRanking(
  entries: readonly CatalogueEntry[],
  { scoreOf, rowOf }: { scoreOf: (id: string) => number | null; rowOf: (id: string) => number },
  request: Omit<RankRequest, "after">,
): string[] {
  const newest = new Map(entries.map((entry) => [entry.id, entry]));
  const passes = (entry: CatalogueEntry): boolean => {
    if (request.candidates !== undefined) return request.candidates.includes(entry.id);
    const has = (category: string): boolean => entry.categories.includes(category);
    return (
      entry.recommendable &&
      !request.exclude.includes(entry.id) &&
      (request.categories === undefined || request.categories.some(has)) &&
      !(request.excludeCategories ?? []).some(has)
    );
  };
  const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...newest.values()]
    .filter(passes)
    .sort((a, b) => {
      const [x, y] = [scoreOf(a.id), scoreOf(b.id)];
      if (x === null && y === null) return b.createdAtMs - a.createdAtMs || byId(a.id, b.id);
      if (x === null || y === null) return x === null ? 1 : -1;
      return y - x || rowOf(a.id) - rowOf(b.id);
    })
    .slice(0, request.limit)
    .map(({ id }) => id);
}
