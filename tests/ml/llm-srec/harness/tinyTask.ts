/** @file LLM-SRec at a size that can be differentiated by hand: the tiny language model, three users, five items. */
import type { FrozenDecoder } from "../../../../src/ml/llm-srec/frozenDecoder.js";
import type { LlmSrecConfig } from "../../../../src/ml/llm-srec/llmSrecConfig.js";
import { llmSrecFeeds } from "../../../../src/ml/llm-srec/llmSrecFeeds.js";
import { llmSrecParameters } from "../../../../src/ml/llm-srec/llmSrecParameters.js";
import type { PackedRoom } from "../../../../src/ml/llm-srec/packedRoom.js";
import { packInParts } from "../../../../src/ml/llm-srec/packInParts.js";
import { packPrompts } from "../../../../src/ml/llm-srec/packPrompts.js";
import { promptBatch } from "../../../../src/ml/llm-srec/promptBatch.js";
import type { VectorTable } from "../../../../src/ml/llm-srec/promptFeeds.js";
import type { ReadOutOptions } from "../../../../src/ml/llm-srec/readOutOptions.js";
import type { ShapedFeeds } from "../../../../src/ml/llm-srec/shapedFeeds.js";
import type { TokenizedPrompt } from "../../../../src/ml/llm-srec/tokenizedPrompt.js";
import { seededRandom } from "../../../../src/ml/data/seededRandom.js";
import type { LlmConfig } from "../../../../src/ml/llm/llmConfig.js";
import { parseLlmConfig } from "../../../../src/ml/llm/parseLlmConfig.js";
import type { InitialParameter } from "../../../../src/ml/runtime/trainer.js";
import { tf } from "../../../../src/ml/trace/tensorflow.js";
import { huggingFaceName } from "../../../../src/ml/llm/huggingFaceName.js";
import { llmTensorShapes } from "../../../../src/ml/llm/llmTensorShapes.js";
import { seededFloats } from "../../harness/seededFloats.js";
import { TINY_CONFIG, tinyTensors } from "../../llm/harness/tinyModel.js";

const TEACHER_WIDTH = 4;
const ITEMS = 5;
const MAX_POSITIONS = 32;
const NO_ROOM: PackedRoom = { rows: 0, positions: 0, items: 0, leadRows: 0, leadPositions: 0 };
/** Two numbers that every prompt of these begins with. */
export const START = [3, 7];

const TINY_LLM: LlmConfig = parseLlmConfig("config.json", JSON.stringify(TINY_CONFIG));

/** The tiny model as constants of whatever is being traced, or as tensors; without its head over words. */
export function tinyDecoder(): FrozenDecoder {
  const tensors = tinyTensors();
  const names = Object.keys(llmTensorShapes(TINY_LLM)).filter((name) => name !== "head");
  const weights = names.map((name) => {
    const { data, shape } = tensors[huggingFaceName(name)]!;
    return [name, tf.tensor(Float32Array.from(data), [...shape])];
  });
  return { weights: Object.fromEntries(weights) as Record<string, tf.Tensor>, config: TINY_LLM, maxPositions: MAX_POSITIONS }; // prettier-ignore
}

/** A prompt after `START`; numbers are tokens, `{ row }` an item, "user" the teacher's vector. The out-token follows. */
export function tinyPrompt(parts: readonly (number | { readonly row: number } | "user")[]): TokenizedPrompt {
  const ids = [...START, ...parts.map((part) => (typeof part === "number" ? part : 0)), 0];
  const items = parts.flatMap((part, at) => (typeof part === "object" ? [{ place: START.length + at, row: part.row }] : [])); // prettier-ignore
  const user = parts.indexOf("user");
  return { ids, items, userPlace: user < 0 ? null : START.length + user, outPlace: ids.length - 1, startLength: START.length }; // prettier-ignore
}

export interface TinyTask {
  readonly config: LlmSrecConfig;
  readonly parameters: Readonly<Record<string, InitialParameter>>;
  readonly batch: ShapedFeeds;
  /** What the batch was made of. */
  readonly users: readonly TokenizedPrompt[];
  readonly items: readonly TokenizedPrompt[];
  readonly itemVectors: VectorTable;
}

interface TinyTaskOptions {
  readonly hasUserRepresentation?: boolean;
  /** Room that no item takes. */
  readonly spareItems?: number;
  /** Prompts are what follows their start. */
  readonly skipsStart?: boolean;
  /** Prompts without padding, what comes before soft tokens apart. */
  readonly isPacked?: boolean;
  /** Packed in so many parts, by their length. */
  readonly parts?: number;
  /** Of each of the parts. */
  readonly rooms?: readonly PackedRoom[];
  /** Of the three. */
  readonly users?: number;
  /** What is read beside out-tokens. */
  readonly readOut?: ReadOutOptions;
  /** Scores of candidates are corrected. */
  readonly hasCorrections?: boolean;
}

/** Three users with one to three items, compared with two of five items each. */
export function tinyTask({
  hasUserRepresentation = false,
  spareItems = 0,
  skipsStart = false,
  isPacked = false,
  parts,
  rooms,
  users: B = 3,
  readOut = {},
  hasCorrections = false,
}: TinyTaskOptions = {}): TinyTask {
  const config = { llmWidth: TINY_LLM.width, teacherWidth: TEACHER_WIDTH, itemWidth: TEACHER_WIDTH, hiddenWidth: 10, vectorWidth: 6, hasUserRepresentation, readOut }; // prettier-ignore
  const parameters = llmSrecParameters(config, { mean: 0.1, deviation: 0.6 }, seededRandom(5));
  const user = hasUserRepresentation ? (["user"] as const) : [];
  const histories = [[1, 2, 3], [4], [5, 1]].slice(0, B);
  const users = histories.map((rows) => tinyPrompt([...user, 4, ...rows.flatMap((row) => [row + 5, 11, { row }]), 9]));
  const items = Array.from({ length: ITEMS }, (_, at) => tinyPrompt([at + 2, 12, 13, { row: at + 1 }, 6]));
  const itemVectors = { width: TEACHER_WIDTH, values: seededFloats((ITEMS + 1) * TEACHER_WIDTH, 22) };
  const laid = (prompts: readonly TokenizedPrompt[], spare: number) => {
    const count = prompts.reduce((sum, { items: own }) => sum + own.length, 0) + spare;
    if (parts !== undefined) return packInParts(prompts, { skipsStart, parts, rooms });
    return isPacked ? packPrompts(prompts, { skipsStart, room: { ...NO_ROOM, items: count } }) : promptBatch(prompts, { skipsStart, items: count }); // prettier-ignore
  };
  const batch = llmSrecFeeds({
    users: laid(users, spareItems),
    items: laid(items, 0),
    candidates: Int32Array.of(3, 0, 1, 2, 0, 4).slice(0, 2 * B),
    teachers: { width: TEACHER_WIDTH, values: seededFloats(histories.length * TEACHER_WIDTH, 21) },
    itemVectors,
    ...(hasCorrections && { corrections: seededFloats(2 * B, 23) }),
    ...(readOut.itemResidual && { itemFeatures: { width: TEACHER_WIDTH, values: itemVectors.values.slice(TEACHER_WIDTH) } }), // prettier-ignore
  });
  return { config, parameters, batch, users, items, itemVectors };
}

/** A batch as the inputs of `bothWays`. */
export function batchInputs({
  shapes,
  feeds,
}: ShapedFeeds): Record<string, { data: Float32Array | Int32Array; shape: readonly number[] }> {
  return Object.fromEntries(Object.entries(shapes).map(([name, { shape }]) => [name, { data: feeds[name]!, shape }]));
}
