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
/** Scores of histories that are computed at once stay below this many numbers, 64 MB. */
const MOST_SCORES = 16_777_216;

/** What a ranker knows of items. */
export interface ExplainCatalogue {
  /** Undefined for an item that the model does not know. */
  readonly rowOf: (id: string) => number | undefined;
  readonly later: LaterVectors;
}

/**
 * How much lower each item would score without each of the newest entries, as shares of what speaks for it.
 *
 * @param omitted The language model's vectors; null where it has no say.
 */
export async function explain(
  trained: RankerModel,
  { history, items, ranker = "auto" }: ExplainRequest,
  { rowOf, later }: ExplainCatalogue,
  omitted: OmittedVectors | null,
): Promise<readonly Explanation[]> {
  const rows = history.map((id) => rowOf(id) ?? 0);
  const known = rows.flatMap((row, index) => (row > 0 ? [index] : []));
  const indices = omitted?.indices ?? known.slice(-MOST_EXPLAINED);
  const without = [-1, ...indices].map((left) =>
    Int32Array.from(rows.filter((row, index) => row > 0 && index !== left)),
  );
  const asked = askedModels(trained, ranker, { known: known.length, hasVector: omitted !== null });
  const sequence = asked.sequence ? await scoresOf(trained, without) : null; // [1 + L][N + 1]
  const language = asked.language ? await trained.language!.scores.of(omitted!.vectors) : null; // [1 + L, N + 1]
  const count = trained.itemIds.length + 1;
  const width = (omitted?.vectors.length ?? 0) / (1 + indices.length);
  const scorings = without.map((own, at) =>
    userScoring(trained, {
      historyLength: own.length,
      sequence: sequence?.[at] ?? null,
      language: language?.subarray(at * count, (at + 1) * count) ?? null,
      userVector: omitted?.vectors.subarray(at * width, (at + 1) * width) ?? null,
    }),
  );
  const scoreIn = ({ scores, scoreLater }: UserScoring, id: string): number | null => {
    const row = rowOf(id);
    if (row !== undefined) return scores[row]!;
    const vector = later.get(id);
    return vector === undefined || scoreLater === null ? null : scoreLater(vector);
  };
  return items.map((itemId) => {
    const [whole = null, ...rest] = scorings.map((scoring) => scoreIn(scoring, itemId));
    const drops = rest.map((score) => (whole === null || score === null ? 0 : Math.max(0, whole - score)));
    const total = drops.reduce((sum, drop) => sum + drop, 0);
    const causes = drops.map((drop, at) => ({ index: indices[at]!, share: total > 0 ? drop / total : 0 }));
    const positive = causes.filter(({ share }) => share > 0);
    return { itemId, causes: positive.sort((one, other) => other.share - one.share || other.index - one.index) };
  });
}

/** The scores of each history, `[N + 1]`. */
async function scoresOf({ model, itemIds }: RankerModel, histories: readonly Int32Array[]): Promise<Float32Array[]> {
  const count = itemIds.length + 1;
  const atOnce = Math.max(1, Math.floor(MOST_SCORES / count));
  const scores: Float32Array[] = [];
  for (let first = 0; first < histories.length; first += atOnce) {
    const part = histories.slice(first, first + atOnce);
    const ofPart = await model.scoreAll(part); // [part, N + 1]
    part.forEach((_, at) => scores.push(ofPart.subarray(at * count, (at + 1) * count)));
  }
  return scores;
}
