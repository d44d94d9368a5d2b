import type { DemoColumn } from "./askEveryRanker.js";
import type { DemoScores } from "./demoScores.js";
import type { DemoAnswer, DemoApiScore, DemoClick } from "./selfCheck.js";
import type { DemoNewItem } from "./tryNewItem.js";

/** A model that keeps more of its score on shuffled histories has not understood order; well trained it keeps about half. */
const MOST_SHUFFLED_SHARE = 0.85;
/** Weights that fit the validation items may lose a little on those of the test. */
const LEAST_FUSED_SHARE = 0.97;
const WANTED_ITEMS = 10;
/** Of some 1,240 items: among them by chance, it would be behind this four times of five. A busy machine trains few passes: it was at place 57 there, 7 on a quiet one. */
const LOWEST_PLACE_OF_NEW = 250;

/** All that the self-check found out. */
export interface SelfCheck {
  readonly answer: DemoAnswer;
  /** The item that the shown user took next; the store does not have it. */
  readonly heldOutId: string;
  readonly newItem: DemoNewItem;
  readonly click: DemoClick;
  readonly scores: DemoScores;
  readonly oracle: number;
  /** Of held-out items, asked through the API. */
  readonly api: DemoApiScore;
}

type Check = readonly [isFine: boolean, fault: string];

/** What is not as it should be, in words; empty if all is well. */
export function selfCheckFaults({ answer, newItem, click, scores, api }: SelfCheck): readonly string[] {
  const checks: readonly Check[] = [
    ...answerChecks(answer),
    [newItem.place !== null, "an item that came after training was not ranked by its title"],
    [
      (newItem.place ?? 0) <= LOWEST_PLACE_OF_NEW,
      `an item that came after training was ranked at place ${newItem.place ?? 0} to a reader of its series, ${LOWEST_PLACE_OF_NEW} at most is wanted`,
    ],
    [newItem.isGone, "a deleted item was recommended"],
    [ids(click.before) !== ids(click.after), "a logged click did not change the next answer"],
    [!click.after.some(({ id }) => id === click.clicked.id), "the clicked item was recommended again"],
    ...scoreChecks(scores),
    [api.ndcgAt10 > scores.markov.ordered, "the API finds the held-out items no better than a Markov chain would"],
  ];
  return checks.filter(([isFine]) => !isFine).map(([, fault]) => fault);
}

function answerChecks({ userId, columns, unasked, why }: DemoAnswer): readonly Check[] {
  const best = columns.find(({ asked }) => asked === "FUSED");
  return [
    ...columns.flatMap((column) => columnChecks(userId, column)),
    [unasked.ranker === "FUSED", `the answer that names no ranker came from ${unasked.ranker}, not from FUSED`],
    [best !== undefined && ids(best.recommended) === ids(unasked.recommended), "FUSED and AUTO answer differently"],
    [
      unasked.freshness === "FRESH",
      `the language model did not read ${userId}: ${unasked.freshness ?? "it takes no part"}`,
    ],
    [why !== null, "nothing explains the first item"],
  ];
}

function columnChecks(userId: string, { asked, ranker, recommended }: DemoColumn): readonly Check[] {
  return [
    [ranker === asked, `${asked} was asked for, and ${ranker} answered`],
    [recommended.length === WANTED_ITEMS, `${userId} was recommended ${recommended.length} items by ${asked}, not 10`],
  ];
}

function scoreChecks({ fused, llmSRec, teacher, markov, popular }: DemoScores): readonly Check[] {
  const models = Object.entries({ FUSED: fused, LLM_SREC: llmSRec, CF_SREC: teacher });
  return [
    [markov.ordered > popular.ordered, "a Markov chain is no better than popularity"],
    ...models.flatMap(([name, { ordered, shuffled }]): readonly Check[] => [
      [ordered > markov.ordered, `${name} is no better than a Markov chain`],
      [shuffled <= ordered * MOST_SHUFFLED_SHARE, `${name} does not mind shuffled histories`],
    ]),
    [fused.ordered >= teacher.ordered * LEAST_FUSED_SHARE, "FUSED is worse than the sequence model alone"],
  ];
}

function ids(list: readonly { readonly id: string }[]): string {
  return list.map(({ id }) => id).join(" ");
}
