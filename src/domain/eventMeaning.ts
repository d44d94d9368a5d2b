/** Positive events join the training sequence, negative ones mean "never show the item again", ignored ones are kept and not used. */
export const EVENT_MEANINGS = ["POSITIVE", "NEGATIVE", "IGNORED"] as const;

/** One of `EVENT_MEANINGS`. */
export type EventMeaning = (typeof EVENT_MEANINGS)[number];

/** What a space says of event types; a type it does not name has the default meaning. */
export type EventMeanings = Readonly<Record<string, EventMeaning>>;

const NEGATIVE_BY_DEFAULT: readonly string[] = ["dislike", "hide"];

/** The meaning of an event type: the space's own word, else positive, but for `dislike` and `hide`. */
export function meaningOf(meanings: EventMeanings, type: string): EventMeaning {
  const own = Object.hasOwn(meanings, type) ? meanings[type] : undefined;
  return own ?? (NEGATIVE_BY_DEFAULT.includes(type) ? "NEGATIVE" : "POSITIVE");
}
