import type { Ranking } from "../ml/index.js";

const RANKERS = {
  "cf-srec": "CF_SREC",
  "llm-srec": "LLM_SREC",
  fused: "FUSED",
  markov: "MARKOV",
  popular: "POPULAR",
} as const satisfies Record<Ranking["ranker"], string>;

/**
 * What ordered an answer: a sequence model, a language model that reads the history, both together, a Markov chain, or
 * popularity, also where no model is served.
 */
type Ranker = (typeof RANKERS)[Ranking["ranker"]];

/**
 * What a language model knew of the user: this history, an earlier one, or nothing yet, so that the sequence model ranked
 * alone. Null where no language model takes part.
 */
type Freshness = Ranking["freshness"];

/** What an answer was made by. */
export interface AnswerOrigin {
  readonly ranker: Ranker;
  readonly freshness: Freshness;
}

/** What a ranking says that it was made by. */
export function answerOrigin({ ranker, freshness }: Pick<Ranking, "ranker" | "freshness">): AnswerOrigin {
  return { ranker: RANKERS[ranker], freshness };
}
