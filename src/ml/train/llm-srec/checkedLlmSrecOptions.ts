import { DomainError } from "../../../domain/domainError.js";
import type { LlmSrecRequest } from "../llmSrecRequest.js";
import type { Recipe } from "../trainingOptions.js";
import type { LlmSrecOptions } from "./llmSrecOptions.js";
import { recipeOptions } from "./recipeOptions.js";

/** Of a title in a compact prompt. */
const COMPACT_TITLE_TOKENS = 20;

/** What stands in for parts of a recipe. */
export type LlmSrecChoices = Pick<LlmSrecRequest, "layers" | "prompt" | "overrides">;

/**
 * The options of a recipe with what was chosen, if all of it goes together.
 *
 * @throws {DomainError} `BAD_INPUT`
 */
export function checkedLlmSrecOptions(recipe: Recipe, { layers, prompt, overrides }: LlmSrecChoices): LlmSrecOptions {
  const chosen: LlmSrecOptions = {
    ...recipeOptions(recipe),
    ...(prompt !== undefined && promptOptions(prompt)),
    ...(layers !== undefined && { layers }),
    ...overrides,
  };
  // The recipe's own match of titles goes where nothing could be matched, or where both sides are read fresh.
  const matches = chosen.hasTitleStates && chosen.negatives === "catalogue";
  const dropsMatch = overrides?.readOut === undefined && chosen.readOut.titleMatch === true && !matches;
  const options = dropsMatch ? { ...chosen, readOut: { ...chosen.readOut, titleMatch: false } } : chosen;
  const fault = faultOf(options, recipe);
  if (fault === null) return options;
  throw new DomainError("BAD_INPUT", `Cannot train with ${fault}`);
}

function promptOptions(prompt: LlmSrecOptions["prompt"]): Partial<LlmSrecOptions> {
  return prompt === "paper"
    ? { prompt, hasDates: true, hasTitleStates: false, titleTokens: null }
    : { prompt, hasDates: false, hasTitleStates: true, titleTokens: COMPACT_TITLE_TOKENS };
}

/** What does not go together, and what is wanted; null: all does. */
function faultOf(options: LlmSrecOptions, recipe: Recipe): string | null {
  const { negatives, positions } = options;
  if ([options.retrievalWeight, options.distillationWeight, options.uniformityWeight].every((weight) => weight === 0))
    return "all three weights 0: one above 0 is wanted";
  if (negatives !== "catalogue" && positions === "all")
    return `negatives ${negatives} and positions all: negatives catalogue, or positions last, is wanted`;
  if (negatives === "catalogue" && Math.min(options.firstPasses, options.cachedUsers, options.cachedBatch) < 1)
    return `negatives catalogue and recipe ${recipe}, which caches no states to learn them from: recipe default, or other negatives, is wanted`;
  // The user's token is of the whole history and stands before its items: at each of them the next one would be given away.
  if (options.hasUserRepresentation && positions === "all")
    return "a user representation and positions all: no user representation, or positions last, is wanted";
  if (options.readOut.titleMatch && !(options.hasTitleStates && negatives === "catalogue"))
    return "titles matched, but without title states or with other negatives than catalogue: no match of titles is wanted";
  return null;
}
