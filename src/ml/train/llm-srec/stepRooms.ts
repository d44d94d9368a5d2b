/** @file How large the batches of a training are laid out. */
import { candidateItems } from "../../llm-srec/candidateItems.js";
import { drawCandidates } from "../../llm-srec/drawCandidates.js";
import { FewRooms } from "../../llm-srec/fewRooms.js";
import { partedRooms } from "../../llm-srec/packedRoom.js";
import { before } from "./cachedStates.js";
import { trainHistory } from "./corpus.js";
import type { LlmSrecTraining } from "./llmSrecTraining.js";
import type { TrainingParts } from "./trainingParts.js";

/** Batches that are drawn to see how large they are. */
const SAMPLES = 128;
/** With real titles of scientific products and these, 200 steps of the paper's batches open 5 graphs, and padding adds 14 % to their tokens. */
const USER_ROOMS = 4;
/** Item prompts differ little in length, and little of them has a gradient. */
const ITEM_ROOMS = 1;

/** Of the users and of the items of a batch. */
export interface StepRooms {
  readonly users: FewRooms;
  readonly items: FewRooms;
}

/** Chooses the rooms by batches that are drawn as a training draws them. */
export function stepRooms({ split, options }: LlmSrecTraining, { corpus, random }: TrainingParts): StepRooms {
  const members = [...split.train.keys()].filter((user) => split.train[user]!.length >= 2);
  const own = random.fork("rooms");
  const size = Math.min(options.batchSize, members.length);
  const samples = Array.from({ length: SAMPLES }, () => {
    const users = Array.from({ length: size }, () => members[own.int(members.length)]!);
    const histories = users.map((user) => before(trainHistory(split, user), split.train[user]!.length - 1));
    const targets = users.map((user) => split.train[user]!.at(-1)!);
    const drawn = users.map((_, at) => ({ target: targets[at]!, history: histories[at]!.rows }));
    const rows =
      options.negatives === "inBatch"
        ? Int32Array.from(targets)
        : drawCandidates(drawn, options.randomNegatives, split.itemIds.length, own);
    const items = Array.from(candidateItems(rows, rows.length).rows, (row) => corpus.itemPrompt(row));
    return {
      users: partedRooms(corpus.packed(histories.map((history) => corpus.userPrompt(history)))),
      items: partedRooms(corpus.packed(items)),
    };
  });
  return {
    users: new FewRooms(samples.map(({ users }) => users), USER_ROOMS), // prettier-ignore
    items: new FewRooms(samples.map(({ items }) => items), ITEM_ROOMS), // prettier-ignore
  };
}
