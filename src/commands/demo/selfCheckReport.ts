import type { DemoScore } from "./demoScores.js";
import { rankerTable } from "./rankerTable.js";
import type { DemoClick } from "./selfCheck.js";
import { selfCheckFaults, type SelfCheck } from "./selfCheckFaults.js";

const SHOWN = 5;

/** The self-check for people to read. */
export function selfCheckReport(check: SelfCheck): string {
  const faults = selfCheckFaults(check);
  return [
    ...answerLines(check),
    "",
    ...newItemLines(check),
    "",
    ...clickLines(check.click),
    "",
    ...scoreLines(check),
    "",
    ...(faults.length === 0 ? ["Self-check passed"] : faults.map((fault) => `Self-check FAILED: ${fault}`)),
  ].join("\n");
}

function answerLines({ answer, heldOutId }: SelfCheck): string[] {
  const { userId, history, columns, unasked, why } = answer;
  return [
    `What ${userId} finished last`,
    ...history.map(({ title }) => `     ${title}`),
    `What ${userId} is recommended, by each ranker (* what they did take next)`,
    ...rankerTable(columns, SHOWN, heldOutId),
    `Unasked, ${unasked.ranker} answers, ${unasked.freshness ?? "without a language model"}. Why its first item?`,
    `     ${why ?? "Nothing in the history speaks for it"}`,
  ];
}

function newItemLines({ newItem }: SelfCheck): string[] {
  const { title, readerId, place, otherId, otherPlace, afterMs, isGone } = newItem;
  const shown = (found: number | null): string => (found === null ? "behind all others" : `place ${found}`);
  return [
    `A new item, of which nothing is known but its title: "${title}"`,
    `  where LLM_SREC has it after ${afterMs.toFixed(0)} ms`,
    `  to ${readerId}, who reads the series: ${shown(place)}`,
    `  to ${otherId}, who does not: ${shown(otherPlace)}`,
    `  once it is deleted, it is ${isGone ? "gone" : "still there"}`,
  ];
}

function clickLines({ userId, clicked, before, after, freshness, loggedMs, answeredMs }: DemoClick): string[] {
  return [
    `One click: ${userId} finishes "${clicked.title}"`,
    `  first before  ${before[0]?.title ?? ""}`,
    `  first after   ${after[0]?.title ?? ""}`,
    `  acknowledged after ${loggedMs.toFixed(0)} ms, the changed answer was there after ${answeredMs.toFixed(0)} ms${freshness === null ? "" : `, ${freshness}`}`,
  ];
}

function scoreLines({ scores, oracle, api }: SelfCheck): string[] {
  const line = (ordered: number, shuffled: string, name: string): string =>
    `  ${ordered.toFixed(3)}  ${shuffled.padEnd(8)}  ${name}`;
  const row = ({ ordered, shuffled }: DemoScore, name: string): string => line(ordered, shuffled.toFixed(3), name);
  const { fused, llmSRec, teacher, markov, popular } = scores;
  return [
    "NDCG@10 among all items, on items that were not trained on",
    "  true   shuffled  histories",
    line(oracle, "", "an oracle that knows the rules of the demo"),
    row(fused, "FUSED: both models together"),
    row(llmSRec, "LLM_SREC: the language model, which learned from the sequence model"),
    row(teacher, "CF_SREC: the sequence model, its teacher"),
    row(markov, "a Markov chain"),
    row(popular, "POPULAR: popularity"),
    line(
      api.ndcgAt10,
      "",
      `through the API, on items that the store never had (${api.users} users, ${api.freshUsers} FRESH)`,
    ),
  ];
}
