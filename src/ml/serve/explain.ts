/** @file Which entries of a history speak for an item. Axes: L entries that are left out, N items, V width of vectors. */
import { askedModels } from "./askedModels.js";
import type { ExplainRequest } from "./explainRequest.js";
import type { Explanation } from "./explanation.js";
import type { LaterVectors } from "./laterVectors.js";
import type { OmittedVectors } from "./omittedVectors.js";
import type { RankerModel } from "./rankerModel.js";
import { userScoring, type UserScoring } from "./userScoring.js";

/** The newest entries that are left out, one at a time, where no prompt says how many are told. */
const MOST_EXPLAINED = 50;
/** Of each model so many scores are held at once, 64 MB. */
const MOST_SCORES = 16_777_216;

/** What a ranker knows of items. */
export interface ExplainCatalogue {
  /** Undefined for an item that the model does not know. */
  readonly rowOf: (id: string) => number | undefined;
  readonly later: LaterVectors;
}

/**
 * How much lower each item would score without each of the newest entries, as shares of what speaks for it. Of an answer that the
 * language model ordered, nothing is said without its vectors: the teacher alone may have other reasons.
 *
 * @param omitted The language model's vectors; null where it has no say, or cannot be asked now.
 */
export async function explain(
  trained: RankerModel,
  request: ExplainRequest,
  catalogue: ExplainCatalogue,
  omitted: OmittedVectors | null,
): Promise<readonly Explanation[]> {
  const { history, items, ranker = "auto" } = request;
  const needsLanguage = trained.language !== undefined && (ranker === "fused" || ranker === "llm-srec");
  if (needsLanguage && omitted === null) return items.map((itemId) => ({ itemId, causes: [] }));
  const rows = history.map((id) => catalogue.rowOf(id) ?? 0);
  const known = rows.flatMap((row, index) => (row > 0 ? [index] : []));
  const indices = omitted?.indices ?? known.slice(-MOST_EXPLAINED);
  const without = [-1, ...indices].map((left) =>
    Int32Array.from(rows.filter((row, index) => row > 0 && index !== left)),
  );
  const [whole = [], ...rest] = await itemScores(trained, request, catalogue, { without, omitted });
  return items.map((itemId, item) => {
    const score = whole[item] ?? null;
    const drops = rest.map((scores) => dropOf(score, scores[item] ?? null));
    const total = drops.reduce((sum, drop) => sum + drop, 0);
    const causes = drops.map((drop, at) => ({ index: indices[at]!, share: total > 0 ? drop / total : 0 }));
    const positive = causes.filter(({ share }) => share > 0);
    return { itemId, causes: positive.sort((one, other) => other.share - one.share || other.index - one.index) };
  });
}

function dropOf(whole: number | null, without: number | null): number {
  return whole === null || without === null ? 0 : Math.max(0, whole - without);
}

/** What the items score by each history, `[1 + L][items]`: as many histories at once as may be held, and of those nothing but this is kept. */
async function itemScores(
  trained: RankerModel,
  { items, ranker = "auto" }: ExplainRequest,
  { rowOf, later }: ExplainCatalogue,
  { without, omitted }: { readonly without: readonly Int32Array[]; readonly omitted: OmittedVectors | null },
): Promise<(number | null)[][]> {
  const scoreIn = ({ scores, scoreLater }: UserScoring, id: string): number | null => {
    const row = rowOf(id);
    if (row !== undefined) return scores[row]!;
    return scoreLater === null ? null : later.scoreOf(id, scoreLater);
  };
  const asked = askedModels(trained, ranker, { known: without[0]!.length, hasVector: omitted !== null });
  const count = trained.itemIds.length + 1;
  const width = (omitted?.vectors.length ?? 0) / without.length;
  const atOnce = Math.max(1, Math.floor(MOST_SCORES / count));
  const scored: (number | null)[][] = [];
  for (let first = 0; first < without.length; first += atOnce) {
    const part = without.slice(first, first + atOnce);
    const vectors = omitted?.vectors.subarray(first * width, (first + part.length) * width); // [part, V]
    const sequence = asked.sequence ? await trained.model.scoreAll(part) : null; // [part, N + 1]
    const language = asked.language ? await trained.language!.scores.of(vectors!) : null; // [part, N + 1]
    for (const [at, { length: historyLength }] of part.entries()) {
      const scoring = userScoring(trained, {
        historyLength,
        sequence: sequence?.subarray(at * count, (at + 1) * count) ?? null,
        language: language?.subarray(at * count, (at + 1) * count) ?? null,
        userVector: vectors?.subarray(at * width, (at + 1) * width) ?? null,
      });
      scored.push(items.map((id) => scoreIn(scoring, id)));
    }
  }
  return scored;
}
