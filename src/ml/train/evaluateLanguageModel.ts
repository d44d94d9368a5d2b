/** @file The test of a stored LLM-SRec. Axes: B users, N items. */
import type { Artifact } from "../artifact/artifact.js";
import type { Split } from "../data/splitLeaveLastOut.js";
import { evaluateRankings } from "../evaluate/evaluateModel.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import type { EvaluationCase } from "../evaluate/evaluationCases.js";
import { meanCosine } from "../evaluate/meanCosine.js";
import type { LlmSrecScoring } from "../models/llmSrecScoring.js";
import { openLlmSrecScoring } from "../models/openLlmSrecScoring.js";
import { CatalogueRows } from "./catalogueRows.js";
import { caseTimes } from "./llm-srec/caseTimes.js";
import type { RankingRow } from "./llm-srec/rankingRows.js";
import { type LlmSrecReport, llmSrecRows } from "./llmSrecReport.js";
import { throwIfCancelled } from "./throwIfCancelled.js";

/** Users read together. */
const BATCH_SIZE = 32;

/** What a test is made with. */
interface LanguageModelTest {
  /** Of negatives and shuffles. */
  readonly seed: number;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
}

/** Ranks the test items by the model's three rankings, on histories in their order and shuffled. */
export async function evaluateLanguageModel(
  artifact: Artifact,
  split: Split,
  { seed, threads, signal }: LanguageModelTest,
): Promise<Pick<LlmSrecReport, "users" | "split" | "rows" | "cosine" | "items"> & { readonly unknownItems: number }> {
  const scoring = await openLlmSrecScoring(artifact, { threads });
  try {
    const itemIds = await artifact.itemIds();
    const rows = new CatalogueRows(itemIds, split.itemIds);
    const known = new Set(itemIds);
    const timesOf = (each: EvaluationCase) => knownTimes(split, each, known);
    const look = (shuffle: boolean) => lookAt({ scoring, rows, timesOf }, split, { seed, shuffle, signal });
    const [ordered, shuffled] = [await look(false), await look(true)];
    const row = (name: RankingRow) => ({ ordered: ordered.rankings[name]!, shuffled: shuffled.rankings[name]! });
    const cosine = (of: "teacher" | "llmSRec") => {
      const { values, width } = ordered.vectors[of];
      return meanCosine(values, shuffled.vectors[of].values, width);
    };
    const test = {
      rows: { teacher: row("teacher"), llmSRec: row("llmSRec"), fused: row("fused") },
      cosine: { teacher: cosine("teacher"), llmSRec: cosine("llmSRec") },
    };
    return { ...llmSrecRows(test), items: split.itemIds.length, unknownItems: rows.unknownItems };
  } finally {
    await scoring.close();
  }
}

/** The days of the items that the model knows: an unknown one is left out with its day. */
function knownTimes(split: Split, each: EvaluationCase, known: ReadonlySet<string>): Float64Array | null {
  const isKnown = (row: number) => known.has(split.itemIds[row - 1]!);
  return caseTimes(split, each)?.filter((_, at) => isKnown(each.history[at]!)) ?? null;
}

interface LookedAt {
  readonly scoring: LlmSrecScoring;
  readonly rows: CatalogueRows;
  readonly timesOf: (each: EvaluationCase) => Float64Array | null;
}

/** One row a user. */
interface UserVectors {
  readonly width: number;
  readonly values: Float32Array;
}

async function lookAt(
  { scoring, rows, timesOf }: LookedAt,
  split: Split,
  {
    seed,
    shuffle,
    signal,
  }: { readonly seed: number; readonly shuffle: boolean; readonly signal?: AbortSignal | undefined },
): Promise<{
  readonly rankings: Record<string, Evaluation>;
  readonly vectors: Record<"teacher" | "llmSRec", UserVectors>;
}> {
  const users = split.test.filter((row) => row !== 0).length;
  const none: UserVectors = { width: 1, values: new Float32Array(0) };
  const vectors = { teacher: none, llmSRec: none };
  let done = 0;
  const keep = (of: "teacher" | "llmSRec", values: Float32Array, count: number): void => {
    const width = values.length / count;
    if (done === 0) vectors[of] = { width, values: new Float32Array(users * width) };
    vectors[of].values.set(values, done * width);
  };
  const score = async (batch: readonly EvaluationCase[]) => {
    throwIfCancelled(signal);
    const histories = rows.toModel(batch.map(({ history }) => history));
    const { vectors: ofUsers, ...scores } = await scoring.scorings(histories, batch.map(timesOf));
    keep("teacher", ofUsers.teacher, batch.length);
    keep("llmSRec", ofUsers.llmSRec, batch.length);
    done += batch.length;
    return Object.fromEntries(Object.entries(scores).map(([name, known]) => [name, rows.toCatalogue(known)]));
  };
  const rankings = await evaluateRankings(score, split, "test", { seed, shuffle, batchSize: BATCH_SIZE });
  return { rankings, vectors };
}
