/**
 * @file The graphs that serve a trained LLM-SRec: traced once, when the model is stored, and loaded beside the frozen
 * weights. Serving needs no tracer, and writes nothing.
 *
 * Axes: B prompts or titles, T positions, N items, E width of the teacher, F of what soft tokens are made
 * from, V of vectors, D of the language model.
 */
import { openTokenizer } from "../llm/llmTokenizer.js";
import type { FrozenWeights } from "../llm/frozenWeights.js";
import { tracedWeights } from "../llm/tracedWeights.js";
import { mapRecord } from "../runtime/mapRecord.js";
import type { InitialParameter } from "../runtime/trainer.js";
import { tf } from "../trace/tensorflow.js";
import { traceGraph } from "../trace/traceGraph.js";
import { itemPrompt } from "./itemPrompt.js";
import { itemVectors } from "./itemVectors.js";
import type { LlmSrecSettings } from "./llmSrecSettings.js";
import { primesApart } from "./primesApart.js";
import { readPlaceCount } from "./readPlaceCount.js";
import { PromptEncoder } from "./promptEncoder.js";
import type { PromptPart } from "./promptPart.js";
import { type PromptStart, readPromptStart } from "./readPromptStart.js";
import { servingPrompt } from "./servingPrompt.js";
import { servingStartLength } from "./servingStartLength.js";
import { titleMatches } from "./titleMatch.js";
import { titleStates } from "./titleStates.js";
import { userPrompt } from "./userPrompt.js";
import { userVectors } from "./userVectors.js";

/** A trained model, as the graphs need it. */
export interface ServingModel {
  readonly frozen: FrozenWeights;
  /** The text of a tokenizer.json. */
  readonly tokenizer: string;
  /** By the names of `llmSrecParameters`. */
  readonly parameters: Readonly<Record<string, InitialParameter>>;
  readonly settings: LlmSrecSettings;
}

/** The bytes of ONNX models that are to lie beside the weights. */
export interface ServingGraphs {
  /** Inputs of `servingPrompt`, `items` `[I, F]`, `teacher` `[B, E]` and `recency` `[B, I]` where they are read; output `vectors`, `[B, V]`. */
  readonly user: Uint8Array;
  /** Inputs of `servingPrompt`, `items` `[I, F]`, `features` `[B, F]`, what each item's soft token is made from, where it is read; output `vectors`, `[B, V]`. */
  readonly item: Uint8Array;
  /** Inputs `tokens` and `isReal`, int32 `[B, T]`; output `states`, `[B, D]`. Null where titles are no part of soft tokens. */
  readonly title: Uint8Array | null;
  /** Inputs `user`, `[B, V]`, and `items`, `[N + 1, V]`; output `scores`, `[B, N + 1]`. */
  readonly scorer: Uint8Array;
}

const BATCH = "batch";
const POSITIONS = "positions";

/**
 * Traces the graphs. The constant starts of prompts are read once, here, and stored in them as keys and values.
 *
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` for a tokenizer that cannot be read; `DISK_FULL`.
 */
export async function servingGraphs({ frozen, tokenizer, parameters, settings }: ServingModel): Promise<ServingGraphs> {
  const { prompt, hasTitleStates } = settings;
  const encoder = new PromptEncoder(openTokenizer("tokenizer.json", tokenizer), prompt);
  const start = async (parts: readonly PromptPart[]) => {
    const encoded = encoder.encode(parts);
    const length = servingStartLength(encoded);
    return length === 0 ? null : readPromptStart(frozen, encoded.ids.slice(0, length), 1);
  };
  const someone = userPrompt([{ row: 1, title: "", time: 0 }], prompt);
  const something = itemPrompt({ row: 1, title: "" }, prompt);
  return {
    user: readerGraph({ frozen, parameters, settings }, "user", await start(someone)),
    item: readerGraph({ frozen, parameters, settings }, "item", await start(something)),
    title: hasTitleStates ? titleGraph(frozen, settings) : null,
    scorer: scorerGraph(settings.config.vectorWidth),
  };
}

function readerGraph(
  { frozen, parameters, settings }: Omit<ServingModel, "tokenizer">,
  side: "user" | "item",
  start: PromptStart | null,
): Uint8Array {
  const P = start?.[0]?.keys.shape[2] ?? 0;
  const fixed = [...sizesOf(frozen), ...Object.values(parameters).flatMap(({ shape }) => shape), settings.prompt.maxTokens]; // prettier-ignore
  const [rows = 0, items = 0, positions = 0, seen = 0] = primesApart(P === 0 ? 3 : 4, P, fixed);
  const { readOut = {}, teacherWidth, itemWidth } = settings.config;
  const graph = traceGraph((tracer) => {
    const weights = mapRecord(parameters, ({ data, shape }) => tracer.constant(data, shape));
    const isItem = side === "item";
    const given = tracer.input(isItem ? "features" : "teacher", [rows, isItem ? itemWidth : teacherWidth], "float32"); // [B, F] or [B, E]
    const sizes = { rows, items, positions };
    const readCount = readPlaceCount(side, settings.config);
    const told = tracer.input("items", [items, itemWidth], "float32"); // [I, F]
    const options = { frozen, settings, side, start, sizes, readCount, items: told };
    const [out, lastItem] = servingPrompt(tracer, weights, given, options) as [tf.Tensor, tf.Tensor?]; // [B, D] each
    const matches = (features: tf.Tensor) => readOut.titleMatch && titleMatches(weights, features); // [., K]
    if (isItem) {
      const own = matches(given); // [B, K]
      return { vectors: itemVectors(weights, { out, features: given, ...(own && { matches: own }) }, readOut) }; // [B, V]
    }
    const all = matches(told); // [I, K]
    const titles = all && tf.matMul(tracer.input("recency", [rows, items], "float32"), all); // [B, K]
    const readings = { out, teacher: given, ...(lastItem && { lastItem }), ...(titles && { titles }) };
    return { vectors: userVectors(weights, readings, readOut) }; // [B, V]
  });
  const symbolic = { [rows]: BATCH, [items]: "items", [positions]: POSITIONS, ...(P > 0 && { [seen]: "seen" }) };
  return graph.toOnnx({ symbolic });
}

function titleGraph(frozen: FrozenWeights, { prompt }: LlmSrecSettings): Uint8Array {
  const maxPositions = prompt.titleTokens ?? prompt.maxTokens;
  const [rows = 0, positions = 0] = primesApart(2, 0, [...sizesOf(frozen), maxPositions]);
  const graph = traceGraph((tracer) => {
    const weights = tracedWeights(tracer, frozen, { roundsInputs: false });
    const tokens = tracer.input("tokens", [rows, positions], "int32"); // [B, T]
    const isReal = tracer.input("isReal", [rows, positions], "int32"); // [B, T]
    return { states: titleStates({ weights, config: frozen.config, maxPositions }, tokens, isReal) }; // [B, D]
  });
  return graph.toOnnx({ symbolic: { [rows]: BATCH, [positions]: POSITIONS } });
}

function scorerGraph(width: number): Uint8Array {
  const [items = 0, rows = 0] = primesApart(2, 0, [width]);
  const graph = traceGraph((tracer) => {
    const vectors = tracer.input("items", [items, width], "float32"); // [N + 1, V]
    return { scores: tf.matMul(tracer.input("user", [rows, width], "float32"), vectors, false, true) }; // [B, N + 1]
  });
  return graph.toOnnx({ symbolic: { [rows]: BATCH, [items]: "items" } });
}

/** Every fixed size that a graph of the model can have. */
function sizesOf({ config, tensors, quantized }: FrozenWeights): number[] {
  const matrices = Object.values(quantized).flatMap(({ numbers, scales }) => [...numbers.shape, ...scales.shape]);
  const heads = [config.heads, config.keyValueHeads, config.headWidth, config.heads * config.headWidth];
  return [...Object.values(tensors).flatMap(({ shape }) => shape), ...matrices, ...heads];
}
