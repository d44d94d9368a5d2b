import type { SpaceId } from "../domain/spaceId.js";
import type { Explainer } from "../recommend/explainer.js";
import type { Explanation } from "../recommend/explanation.js";

import type { AnsweredItem } from "./answeredItem.js";

/** Explains items of any number of answers, in their order: those of one answer together. */
export async function explainAnswers(
  explainer: Explainer,
  space: SpaceId,
  answered: readonly AnsweredItem[],
): Promise<(Explanation | Error | null)[]> {
  const answers = [...new Set(answered.map(({ basis }) => basis))];
  const explained = await Promise.all(
    answers.map((basis) =>
      explainer
        .explain(
          space,
          basis,
          answered.filter((one) => one.basis === basis).map(({ itemId }) => itemId),
        )
        .catch((error: unknown) => asError(error)),
    ),
  );
  const byBasis = new Map(answers.map((basis, index) => [basis, explained[index]]));
  return answered.map(({ itemId, basis }) => {
    const found = byBasis.get(basis);
    return found instanceof Error ? found : (found?.get(itemId) ?? null);
  });
}

/** What one answer cannot be told does not keep another from being explained. */
function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
