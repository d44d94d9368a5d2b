import type { DemoScores } from "./demoScores.js";
import type { DemoAnswer, DemoClick } from "./selfCheck.js";

/** A model that keeps more of its score on shuffled histories has not understood order; well trained it keeps about half. */
const MOST_SHUFFLED_SHARE = 0.85;
const SHOWN = 5;

/** All that the self-check found out. */
export interface SelfCheck {
  readonly answer: DemoAnswer;
  /** The item that the shown user took next; the store does not have it. */
  readonly heldOutId: string;
  readonly click: DemoClick;
  readonly scores: DemoScores;
  readonly oracle: number;
  /** NDCG@10 of held-out items, asked through the API. */
  readonly apiNdcgAt10: number;
  readonly apiUsers: number;
}

/** What is not as it should be, in words; empty if all is well. */
export function selfCheckFaults({ answer, click, scores, apiNdcgAt10 }: SelfCheck): readonly string[] {
  const ids = (list: readonly { readonly id: string }[]): string => list.map(({ id }) => id).join(" ");
  const checks: readonly (readonly [boolean, string])[] = [
    [answer.recommended.length === 10, `${answer.userId} was recommended ${answer.recommended.length} items, not 10`],
    [answer.ranker === "CF_SREC", `the answer came from ${answer.ranker}, not from the trained model`],
    [ids(click.before) !== ids(click.after), "a logged click did not change the next answer"],
    [!click.after.some(({ id }) => id === click.clicked.id), "the clicked item was recommended again"],
    [scores.markov > scores.popular, "a Markov chain is no better than popularity"],
    [scores.model > scores.markov, "the model is no better than a Markov chain"],
    [scores.shuffled <= scores.model * MOST_SHUFFLED_SHARE, "the model does not mind shuffled histories"],
    [apiNdcgAt10 > scores.markov, "the API finds the held-out items no better than a Markov chain would"],
  ];
  return checks.filter(([isFine]) => !isFine).map(([, fault]) => fault);
}

/** The self-check for people to read. */
export function selfCheckReport(check: SelfCheck): string {
  const { answer, heldOutId, click, scores, oracle, apiNdcgAt10, apiUsers } = check;
  const faults = selfCheckFaults(check);
  const score = (value: number, name: string): string => `  ${value.toFixed(3)}  ${name}`;
  return [
    `What ${answer.userId} finished last`,
    ...answer.history.map(({ title }) => `     ${title}`),
    `What ${answer.userId} is recommended`,
    ...answer.recommended
      .slice(0, SHOWN)
      .map(
        ({ id, title }, index) => `  ${index + 1}  ${title}${id === heldOutId ? "   <- what they did take next" : ""}`,
      ),
    "",
    `One click: ${click.userId} finishes "${click.clicked.title}"`,
    `  first before  ${click.before[0]?.title ?? ""}`,
    `  first after   ${click.after[0]?.title ?? ""}`,
    `  acknowledged after ${click.loggedMs.toFixed(0)} ms, the changed answer was there after ${click.answeredMs.toFixed(0)} ms`,
    "",
    "NDCG@10 among all items, on items that were not trained on",
    score(oracle, "an oracle that knows the rules of the demo"),
    score(scores.model, "the model"),
    score(scores.shuffled, "the model, histories shuffled"),
    score(scores.markov, "a Markov chain"),
    score(scores.popular, "popularity"),
    score(apiNdcgAt10, `the model through the API, on items that the store never had (${apiUsers} users)`),
    "",
    ...(faults.length === 0 ? ["Self-check passed"] : faults.map((fault) => `Self-check FAILED: ${fault}`)),
  ].join("\n");
}
