/** @file All that a training of LLM-SRec works with, before the first step. Axes: N items, D, E widths. */
import { seededRandom, type Random } from "../../data/seededRandom.js";
import type { Split } from "../../data/splitLeaveLastOut.js";
import { itemCounts } from "../../data/itemCounts.js";
import type { FrozenGraphsOptions } from "../../llm-srec/frozenGraphs.js";
import type { LlmSrecConfig } from "../../llm-srec/llmSrecConfig.js";
import { llmSrecParameters } from "../../llm-srec/llmSrecParameters.js";
import { COMPACT_PROMPT, PAPER_PROMPT, type PromptOptions } from "../../llm-srec/promptOptions.js";
import type { VectorTable } from "../../llm-srec/promptFeeds.js";
import { readPromptStart } from "../../llm-srec/readPromptStart.js";
import { mapRecord } from "../../runtime/mapRecord.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import { Corpus, itemFeatures } from "./corpus.js";
import type { LlmSrecOptions } from "./llmSrecOptions.js";
import type { TrainingLanguageModel } from "./languageModel.js";
import { RankingRows } from "./rankingRows.js";
import { noStandardization, type Standardization, standardizationOf, standardize } from "./standardization.js";
import { StateReader } from "./stateReader.js";
import type { Teacher } from "./teacher.js";
import { titleTokens } from "../../llm-srec/titleTokens.js";
import { historyTitles } from "../../llm-srec/historyTitles.js";
import { matchTable, titleProjection } from "./titleProjection.js";
import { titleVectors } from "./titleVectors.js";

/** Rooms for padding of prompts beyond the longest one. */
const SPARE_POSITIONS = 16;

/** What the parts are made from. */
export interface TrainingPartsOptions {
  readonly split: Split;
  readonly teacher: Teacher;
  readonly languageModel: TrainingLanguageModel;
  /** Row r at index r - 1; empty where there is none. */
  readonly titles: readonly string[];
  readonly options: LlmSrecOptions;
  readonly seed: number;
  readonly threads: number;
  /** Called often: it may throw to end the work. */
  readonly onBatch: () => void;
}

/** The parts. */
export interface TrainingParts {
  readonly prompt: PromptOptions;
  readonly config: LlmSrecConfig;
  readonly corpus: Corpus;
  readonly graphs: FrozenGraphsOptions;
  readonly softTokenScale: number;
  /** What soft tokens are made from, `[N + 1, I]`: E_i standardised, X_i. */
  readonly features: VectorTable;
  /** E_i standardised, `[N + 1, E]`. */
  readonly teacherItems: VectorTable;
  readonly teacherItem: Standardization;
  /** What stands for E_i where the teacher does not know an item: the mean, which is 0 once it is standardised; `[E]`. */
  readonly unseenItem: Float32Array;
  /** `titleMatches` of all items, `[N + 1, K]`; null where titles are not matched. */
  readonly matches: VectorTable | null;
  /** `historyTitles` of histories, `[B, K]`; null where titles are not matched. */
  readonly titlesOf: (histories: readonly Int32Array[]) => VectorTable | null;
  readonly titles: { readonly vectors: Float32Array; readonly statistics: Standardization } | null;
  readonly initial: Readonly<Record<string, InitialParameter>>;
  readonly reader: StateReader;
  readonly rankings: RankingRows;
  /** Occurrences in training, `[N + 1]`. */
  readonly popularity: Float32Array;
  readonly random: Random;
  close(): Promise<void>;
}

/** Reads titles and the constant starts of prompts, and draws the first parameters. */
export async function openTrainingParts(given: TrainingPartsOptions): Promise<TrainingParts> {
  const { split, teacher, languageModel, options, seed, threads, onBatch } = given;
  const random = seededRandom(seed);
  const prompt = promptOptions(options, split);
  const titles = options.hasTitleStates ? await readTitles(given, prompt) : null;
  const llmWidth = languageModel.frozen.config.width;
  const { teacherItem, teacherItems } = standardisedItems(teacher.items, options, titles === null ? 0 : llmWidth);
  const titleTable = titles && { width: llmWidth, values: titles.vectors };
  const features = itemFeatures(teacherItems, titleTable);
  const projection = await openProjection(given, titleTable, random);
  const matches = projection && titleTable && (await matchTable(projection, titleTable, threads));
  const matchWidth = matches?.width ?? 0;
  const config: LlmSrecConfig = {
    llmWidth,
    teacherWidth: teacher.items.width,
    itemWidth: features.width,
    hiddenWidth: options.hiddenWidth,
    vectorWidth: options.vectorWidth + matchWidth,
    matchWidth,
    hasUserRepresentation: options.hasUserRepresentation,
    readOut: options.readOut,
  };
  const initial = {
    ...llmSrecParameters(config, languageModel.embeddings, random.fork("parameters")),
    ...(projection && { "titleProjection.weight": projection }),
  };
  const corpus = new Corpus(languageModel.encoder, prompt, given.titles);
  const graphs = await frozenGraphs(given, corpus, initial);
  const softTokenScale = options.isStandardised ? languageModel.embeddings.deviation : 1;
  const soft = { softTokenScale, hasUserRepresentation: options.hasUserRepresentation };
  const reader = new StateReader({ corpus, itemFeatures: features, graphs, soft, onBatch });
  const popularity = itemCounts(split.train, split.itemIds.length);
  const rankings = await RankingRows.open(teacher, popularity, { width: config.vectorWidth, threads });
  const close = async () => {
    await reader.close();
    await rankings.close();
  };
  const unseenItem = options.isStandardised ? teacherItem.means : standardizationOf(teacher.items.values, teacher.items.width, 1).means; // prettier-ignore
  const titlesOf = (histories: readonly Int32Array[]) =>
    matches && { width: matchWidth, values: historyTitles(matches, histories, options.window) };
  return { prompt, unseenItem, matches, titlesOf, config, corpus, graphs, softTokenScale, features, teacherItems, teacherItem, titles, initial, reader, rankings, popularity, random, close }; // prettier-ignore
}

/** What prompts say; without days where the log has none. */
function promptOptions(options: LlmSrecOptions, { times }: Split): PromptOptions {
  const { window, titleTokens, hasUserRepresentation } = options;
  return {
    ...(options.prompt === "paper" ? PAPER_PROMPT : COMPACT_PROMPT),
    window,
    titleTokens,
    hasUserRepresentation,
    hasDates: options.hasDates && times !== undefined,
  };
}

async function readTitles(
  { languageModel: { frozen, tokenizer }, titles, threads, onBatch }: TrainingPartsOptions,
  prompt: PromptOptions,
): Promise<TrainingParts["titles"]> {
  const tokens = titles.map((title) => titleTokens(tokenizer, title, prompt));
  const vectors = await titleVectors(tokens, { frozen, threads }, onBatch);
  const { width } = frozen.config;
  const statistics = standardizationOf(vectors, width, 1);
  const standardised = standardize(vectors, statistics, 1);
  // An item without a title is like all others, and not like those that have none either.
  for (const [index, title] of titles.entries())
    if (title.trim() === "") standardised.fill(0, (index + 1) * width, (index + 2) * width);
  return { vectors: standardised, statistics };
}

/** What titles are matched by; null where they are not. */
async function openProjection(
  { options: { readOut, matchWidth }, threads }: TrainingPartsOptions,
  titles: VectorTable | null,
  random: Random,
): Promise<InitialParameter | null> {
  if (readOut.titleMatch !== true || titles === null) return null;
  return titleProjection(titles, matchWidth, { random: random.fork("title projection"), threads });
}

/** E_i so that it weighs as much in a soft token as the title's states beside it, of which there are more. */
function standardisedItems(
  items: VectorTable,
  { isStandardised }: LlmSrecOptions,
  titleWidth: number,
): { readonly teacherItem: Standardization; readonly teacherItems: VectorTable } {
  const { width } = items;
  if (!isStandardised) return { teacherItem: noStandardization(width), teacherItems: items };
  const { means, deviations } = standardizationOf(items.values, width, 1);
  const scale = Math.sqrt(Math.max(1, titleWidth / width));
  const teacherItem = { means, deviations: deviations.map((deviation) => deviation / scale) };
  return { teacherItem, teacherItems: { width, values: standardize(items.values.slice(), teacherItem, 1) } };
}

async function frozenGraphs(
  { languageModel: { frozen }, split, options, threads }: TrainingPartsOptions,
  corpus: Corpus,
  initial: Readonly<Record<string, InitialParameter>>,
): Promise<FrozenGraphsOptions> {
  const sample = corpus.userPrompt({ rows: Int32Array.of(1), times: split.times ? new Float64Array(1) : null });
  const item = corpus.itemPrompt(1);
  return {
    frozen,
    shapes: mapRecord(initial, ({ shape }) => shape),
    maxPositions: longestPrompt(corpus, options) + SPARE_POSITIONS,
    userStart: await readPromptStart(frozen, sample.ids.slice(0, sample.startLength), threads),
    itemStart: await readPromptStart(frozen, item.ids.slice(0, item.startLength), threads),
    threads,
  };
}

/** In tokens: a prompt holds at most a window of the longest titles, and never more than prompts may have. */
function longestPrompt(corpus: Corpus, { window }: LlmSrecOptions): number {
  const longestLine = corpus.longestItemPrompt + SPARE_POSITIONS;
  return Math.min(PAPER_PROMPT.maxTokens, (window + 2) * longestLine);
}
