import type { TokenizedPrompt } from "./tokenizedPrompt.js";

/**
 * Cuts prompts into parts that are read one after the other: prompts of like length come together, so that little of a
 * part is padding.
 *
 * @param mostTokens Of a part with its padding, 1 or more; a longer prompt is a part of its own.
 * @returns Places in `prompts`, the shortest prompts first.
 * @throws {RangeError} If parts are to have no token.
 */
export function partsByTokens(prompts: readonly Pick<TokenizedPrompt, "ids">[], mostTokens: number): number[][] {
  if (!(mostTokens >= 1)) throw new RangeError(`Cannot cut prompts into parts of ${mostTokens} tokens: 1 or more are wanted`); // prettier-ignore
  const lengthOf = (place: number) => prompts[place]!.ids.length;
  const order = prompts.map((_, place) => place).toSorted((left, right) => lengthOf(left) - lengthOf(right));
  const parts: number[][] = [];
  for (const place of order) {
    const part = parts.at(-1);
    if (part && (part.length + 1) * lengthOf(place) <= mostTokens) part.push(place);
    else parts.push([place]);
  }
  return parts;
}
