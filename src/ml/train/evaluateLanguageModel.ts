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
    const rows = new CatalogueRows(await artifact.itemIds(), split.itemIds);
    const look = (shuffle: boolean) => lookAt(scoring, rows, split, { seed, shuffle, signal });
    const [ordered, shuffled] = [await look(false), await look(true)];
    const row = (name: RankingRow) => ({ ordered: ordered.rankings[name]!, shuffled: shuffled.rankings[name]! });
    const cosine = (of: "teacher" | "llmSRec") => {
      const { values, width } = ordered.vectors[of];
      return meanCosine(Float32Array.from(values), Float32Array.from(shuffled.vectors[of].values), width);
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

interface UserVectorsSeen {
  readonly values: number[];
  width: number;
}

async function lookAt(
  scoring: LlmSrecScoring,
  rows: CatalogueRows,
  split: Split,
  {
    seed,
    shuffle,
    signal,
  }: { readonly seed: number; readonly shuffle: boolean; readonly signal?: AbortSignal | undefined },
): Promise<{
  readonly rankings: Record<string, Evaluation>;
  readonly vectors: Record<"teacher" | "llmSRec", UserVectorsSeen>;
}> {
  const vectors = { teacher: { values: [] as number[], width: 1 }, llmSRec: { values: [] as number[], width: 1 } };
  const keep = (of: UserVectorsSeen, values: Float32Array, count: number): void => {
    of.width = values.length / count;
    for (const value of values) of.values.push(value);
  };
  const score = async (batch: readonly EvaluationCase[]) => {
    throwIfCancelled(signal);
    const histories = rows.toModel(batch.map(({ history }) => history));
    // An item that the model does not know is left out with its day.
    const times = batch.map((each, at) =>
      histories[at]!.length === each.history.length ? caseTimes(split, each) : null,
    );
    const { vectors: ofUsers, ...scores } = await scoring.scorings(histories, times);
    keep(vectors.teacher, ofUsers.teacher, batch.length);
    keep(vectors.llmSRec, ofUsers.llmSRec, batch.length);
    return Object.fromEntries(Object.entries(scores).map(([name, known]) => [name, rows.toCatalogue(known)]));
  };
  const rankings = await evaluateRankings(score, split, "test", { seed, shuffle, batchSize: BATCH_SIZE });
  return { rankings, vectors };
}
