import { DomainError } from "../domain/domainError.js";
import { EVENT_MEANINGS, type EventMeaning, type EventMeanings } from "../domain/eventMeaning.js";

/**
 * Reads `view=positive dislike=negative`, one pair an argument.
 *
 * @throws {DomainError} `BAD_INPUT`, naming the first pair that is wrong.
 */
export function parseEventMeanings(pairs: readonly string[]): EventMeanings {
  return Object.fromEntries(
    pairs.map((pair) => {
      const split = pair.lastIndexOf("=");
      const meaning = pair.slice(split + 1).toUpperCase();
      if (split < 1 || !isMeaning(meaning))
        throw new DomainError(
          "BAD_INPUT",
          `Cannot read event meaning ${JSON.stringify(pair)}: type=positive, type=negative or type=ignored is wanted`,
        );
      return [pair.slice(0, split), meaning];
    }),
  );
}

function isMeaning(word: string): word is EventMeaning {
  return EVENT_MEANINGS.some((meaning) => meaning === word);
}
