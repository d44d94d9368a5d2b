/**
 * @file What LLM-SRec trains beside a frozen language model, and its first values.
 *
 * Source: Kim et al., "Lost in Sequence", KDD 2025, 3.1 and appendix D (arXiv:2502.13909). How the user
 * representation's map is built is not printed there: it has the form of the item map.
 * Departs from it: the item head's last bias is left out. It adds the same to all scores of a user, so that softmax
 * cancels it, and Adam would turn its rounding noise into steps.
 */
import type { Random } from "../data/seededRandom.js";
import type { InitialParameter } from "../runtime/trainer.js";
import { drawNormal, type NormalDistribution } from "./drawNormal.js";
import type { LlmSrecConfig } from "./llmSrecConfig.js";
import { projectorParameters } from "./projectorParameters.js";

/**
 * Draws first values; each part's depend on the seed and on its own sizes alone.
 *
 * `itemMap` makes an item's soft token, `userMap` a user's where there is one; `userHead` and `itemHead` read states;
 * `teacherHead` brings the teacher's user vectors to the same width, in training only; `userOut` and `itemOut` are the
 * two tokens, `[1, llmWidth]`. `lastItemHead`, `userResidual`, `itemResidual` and `titleMatch` are there where `readOut`
 * names them; what titles are matched by is made from titles, not drawn.
 *
 * @param embeddings How the language model's token embeddings are distributed: the tokens are drawn alike.
 * @throws {RangeError} If a size is not a positive whole number.
 */
export function llmSrecParameters(
  config: LlmSrecConfig,
  embeddings: NormalDistribution,
  random: Random,
): Record<string, InitialParameter> {
  const { llmWidth, teacherWidth, itemWidth, hiddenWidth, hasUserRepresentation, readOut = {} } = config;
  const vectorWidth = config.vectorWidth - (config.matchWidth ?? 0);
  for (const [name, size] of Object.entries({ llmWidth, teacherWidth, itemWidth, hiddenWidth, vectorWidth })) {
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`Cannot use ${name} ${size}: a positive whole number is wanted`);
  }
  const map = (name: string, input: number, hidden: number, output: number) =>
    projectorParameters(name, { input, hidden, output }, random.fork(name));
  const token = (name: string) => ({
    shape: [1, llmWidth],
    data: drawNormal(random.fork(name), llmWidth, embeddings),
  });
  // What a last bias of items adds is the same for all of them.
  const ofItems = (name: string, input: number) => {
    const parameters = Object.entries(map(name, input, hiddenWidth, vectorWidth));
    return Object.fromEntries(parameters.filter(([part]) => part !== `${name}.outer.bias`));
  };
  return {
    ...map("itemMap", itemWidth, llmWidth, llmWidth),
    ...(hasUserRepresentation ? map("userMap", teacherWidth, llmWidth, llmWidth) : {}),
    ...map("userHead", llmWidth, hiddenWidth, vectorWidth),
    ...ofItems("itemHead", llmWidth),
    ...map("teacherHead", teacherWidth, vectorWidth, vectorWidth),
    ...(readOut.lastItem ? map("lastItemHead", llmWidth, hiddenWidth, vectorWidth) : {}),
    ...(readOut.userResidual || readOut.teacherUserOnly
      ? map("userResidual", teacherWidth, vectorWidth, vectorWidth)
      : {}),
    ...(readOut.itemResidual ? ofItems("itemResidual", itemWidth) : {}),
    ...(readOut.titleMatch ? { "titleMatch.logWeight": { shape: [1], data: Float32Array.of(0) } } : {}),
    userOut: token("userOut"),
    itemOut: token("itemOut"),
  };
}
