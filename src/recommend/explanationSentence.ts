import type { ExplanationCause } from "./explanation.js";

/** A longer title is cut: the sentence is for one line of a page. */
const MAX_TITLE_LENGTH = 80;

/** Says in a sentence which items speak for a recommendation: `Because of "A" (62 %) and "B" (21 %)`. @param causes 1 or more. */
export function explanationSentence(causes: readonly ExplanationCause[]): string {
  const named = causes.map(({ item, share }) => `"${oneLine(item.title)}" (${Math.round(share * 100)} %)`);
  const last = named.pop() ?? "";
  return `Because of ${named.length === 0 ? last : `${named.join(", ")} and ${last}`}`;
}

/** Titles are the catalogue's own words; what would break a line or hide in it becomes a space. */
function oneLine(title: string): string {
  const text = title.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  const letters = Array.from(text); // code points: no half of a pair is left over
  return letters.length <= MAX_TITLE_LENGTH ? text : `${letters.slice(0, MAX_TITLE_LENGTH - 1).join("")}…`;
}
