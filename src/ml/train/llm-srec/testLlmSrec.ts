/** @file The test of LLM-SRec: its three rankings on histories in their order and shuffled. Axes: B users, V width. */
import type { Split } from "../../data/splitLeaveLastOut.js";
import type { Evaluation } from "../../evaluate/evaluation.js";
import { evaluationCases } from "../../evaluate/evaluationCases.js";
import { meanCosine } from "../../evaluate/meanCosine.js";
import { caseTimes } from "./caseTimes.js";
import type { PromptHistory } from "./corpus.js";
import { standardisedUsers } from "./cachedStates.js";
import { HeadGraphs } from "./headGraphs.js";
import { leastPopularItems } from "./leastPopularItems.js";
import type { RankingRow } from "./rankingRows.js";
import { teacherVectors } from "./teacher.js";
import type { LlmSrecTraining, TrainedLlmSrec } from "./llmSrecTraining.js";

/** Of the catalogue: its least popular items, which the paper calls cold (4.1.3). */
const COLD_SHARE = 0.35;
/** Whose prompts and states are held in memory at once; enough to find batches of like length among them. */
const USERS_TOGETHER = 2_048;

/** A ranking of ordered and of shuffled histories. */
interface OrderAudit {
  readonly ordered: Evaluation;
  readonly shuffled: Evaluation;
}

/** What a test tells. */
export interface LlmSrecTest {
  readonly rows: Readonly<Record<RankingRow, OrderAudit>>;
  /** The same of the users alone whose test item is among the 35 % least popular; null if there are none. */
  readonly cold: Readonly<Record<RankingRow, OrderAudit>> | null;
  /** Mean cosine between users' vectors of ordered and shuffled histories. */
  readonly cosine: { readonly teacher: number; readonly llmSRec: number };
}

/** Ranks the test items once. */
export async function testLlmSrec(training: LlmSrecTraining, trained: TrainedLlmSrec): Promise<LlmSrecTest> {
  const heads = await HeadGraphs.open(trained.parts.config, trained.parts.initial, training.threads);
  try {
    const coldSplit = splitOfCold(training.split, trained.parts.popularity);
    const ordered = await testOnce(training, trained, { heads, coldSplit, shuffle: false });
    const shuffled = await testOnce(training, trained, { heads, coldSplit, shuffle: true });
    return {
      rows: audits(ordered.rows, shuffled.rows),
      cold: ordered.cold && shuffled.cold && audits(ordered.cold, shuffled.cold),
      cosine: {
        teacher: meanCosine(ordered.teachers, shuffled.teachers, training.teacher.items.width),
        llmSRec: meanCosine(ordered.vectors, shuffled.vectors, trained.parts.config.vectorWidth),
      },
    };
  } finally {
    await heads.close();
  }
}

type Evaluations = Readonly<Record<RankingRow, Evaluation>>;

function audits(ordered: Evaluations, shuffled: Evaluations): LlmSrecTest["rows"] {
  const row = (name: RankingRow): OrderAudit => ({ ordered: ordered[name], shuffled: shuffled[name] });
  return { teacher: row("teacher"), llmSRec: row("llmSRec"), fused: row("fused") };
}

/** The split with the test items alone that are cold; null if none is. */
function splitOfCold(split: Split, popularity: Float32Array): Split | null {
  const cold = leastPopularItems(popularity, COLD_SHARE);
  const test = split.test.map((row) => (cold.has(row) ? row : 0));
  return test.some((row) => row !== 0) ? { ...split, test } : null;
}

interface TestLook {
  readonly heads: HeadGraphs;
  readonly coldSplit: Split | null;
  readonly shuffle: boolean;
}

async function testOnce(
  { split, teacher, seed }: LlmSrecTraining,
  { parts, best, rankings: { items, fusion } }: TrainedLlmSrec,
  { heads, coldSplit, shuffle }: TestLook,
) {
  const cases = [...evaluationCases(split, "test", { seed, shuffle })];
  const teachers = {
    width: teacher.items.width,
    values: await teacherVectors(
      teacher,
      cases.map(({ history }) => history),
    ),
  };
  const vectors = new Float32Array(cases.length * parts.config.vectorWidth);
  for (let first = 0; first < cases.length; first += USERS_TOGETHER) {
    const some = cases.slice(first, first + USERS_TOGETHER);
    const histories = some.map((each): PromptHistory => ({ rows: each.history, times: caseTimes(split, each) }));
    const { width, values } = teachers;
    const theirs = { width, values: values.subarray(first * width, (first + some.length) * width) };
    const states = await parts.reader.readUsers(best.parameters, histories, theirs);
    const told = { teachers: theirs, titles: parts.titlesOf(some.map(({ history }) => history)) };
    const read = await heads.userVectors(best.parameters, standardisedUsers(states, best.cached.statistics), told);
    vectors.set(read, first * parts.config.vectorWidth);
  }
  const users = { placeOf: new Map(cases.map(({ user }, place) => [user, place])), vectors };
  const look = { part: "test", shuffle, seed, users, items, fusion } as const;
  const rows = await parts.rankings.evaluateAll({ ...look, split });
  const cold = coldSplit && (await parts.rankings.evaluateAll({ ...look, split: coldSplit }));
  return { rows, cold, vectors, teachers: teachers.values };
}
