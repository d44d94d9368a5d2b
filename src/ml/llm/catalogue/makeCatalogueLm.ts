/**
 * @file A small language model of one catalogue, trained from scratch: for where no checkpoint was configured.
 *
 * It has Llama's architecture (Touvron et al. 2023, arXiv:2302.13971) and is written as any Llama is, so that nothing
 * after it knows the difference.
 */
import { join } from "node:path";

import type { Clock } from "../../../domain/clock.js";
import { DomainError } from "../../../domain/domainError.js";
import { seededRandom } from "../../data/seededRandom.js";
import { llmTensorShapes } from "../llmTensorShapes.js";
import { openTokenizer } from "../llmTokenizer.js";
import { parseLlmConfig } from "../parseLlmConfig.js";
import { catalogueConfigFile } from "./catalogueConfigFile.js";
import { catalogueData } from "./catalogueData.js";
import type { CatalogueShape } from "./catalogueShape.js";
import { catalogueTokenizer } from "./catalogueTokenizer.js";
import { endIfCancelled } from "./endIfCancelled.js";
import { type CatalogueLmProgress, fitCatalogueLm } from "./fitCatalogueLm.js";
import type { CatalogueDocuments } from "./mixedDocuments.js";
import { unigramLoss } from "./unigramLoss.js";
import { writeCatalogueLm } from "./writeCatalogueLm.js";

/** What to make a catalogue LM of. */
export interface CatalogueLmRequest {
  /** Titles of items; those that are empty or there twice count once or not at all. */
  readonly texts: readonly string[];
  /** Histories written as prompts; may be empty. */
  readonly prompts: readonly string[];
  /** Exists; the files in it that bear a checkpoint's names are replaced. */
  readonly folder: string;
  readonly seed: number;
  /** For everything from the tokenizer to the last file. Default: 180. */
  readonly budgetSeconds?: number;
  /** Training ends after so many, if not before; default: after 40 times all texts. */
  readonly mostSteps?: number;
  /** Of ONNX Runtime, 1 or more. */
  readonly threads: number;
  /** The eager backends are references, too slow for it. */
  readonly backend: "onnx";
  readonly clock: Clock;
  /** Told after every step. */
  readonly onProgress?: (progress: CatalogueLmProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What a model card tells of a catalogue LM; losses are in nats a token. */
export interface CatalogueLm {
  readonly parameters: number;
  /** Tokens that there are. */
  readonly vocabulary: number;
  readonly steps: number;
  readonly seconds: number;
  /** Texts that were not trained on; 0 where there are too few, and the losses are of the texts trained on. */
  readonly heldOutTexts: number;
  readonly heldOutLoss: number;
  readonly heldOutLossAtStart: number;
  /** Of a model that knows only how frequent each token is. */
  readonly unigramLoss: number;
}

const DEFAULT_BUDGET_SECONDS = 180;
/** Of the budget, for what follows the last step. */
const WRITING_SHARE = 0.02;
/** After so many times it knows a catalogue by heart. */
const MOST_EPOCHS = 40;
/** For catalogues so small that forty times all texts are a few batches. */
const LEAST_STEPS = 60;

/**
 * Trains a tokenizer and a decoder on the texts, and writes them so that `openCheckpoint` opens the folder. Of the same
 * seed, texts and `mostSteps` come the same bytes, if the time allows so many; else how many it allows is the machine's.
 *
 * @throws {DomainError} `NOTHING_TO_TRAIN` if there is no text; `TRAINING_FAILED`, `CANCELLED`, `DISK_FULL`.
 */
export async function makeCatalogueLm(request: CatalogueLmRequest): Promise<CatalogueLm> {
  const { folder, seed, threads, backend, clock, signal, budgetSeconds = DEFAULT_BUDGET_SECONDS } = request;
  const startMs = clock();
  const texts = [...new Set(request.texts)].filter((text) => text.trim() !== "");
  if (texts.length === 0)
    throw new DomainError("NOTHING_TO_TRAIN", "Cannot make a catalogue LM: no item has a text, at least one is wanted");
  endIfCancelled(signal);
  const random = seededRandom(seed).fork("catalogue-lm");
  const { file: tokenizerFile, vocabulary } = catalogueTokenizer(texts, request.prompts);
  const tokenizer = openTokenizer(join(folder, "tokenizer.json"), tokenizerFile);
  const data = catalogueData({ texts, prompts: request.prompts }, tokenizer, budgetSeconds, random.fork("held-out"));
  const { shape, documents, measured } = data;
  const configFile = catalogueConfigFile(shape, vocabulary);
  const config = parseLlmConfig(join(folder, "config.json"), configFile);
  const fitted = await fitCatalogueLm({
    ...{ config, shape, documents, measured, seed, random, threads, backend, clock, signal },
    mostSteps: request.mostSteps ?? stepsOfEpochs(documents, shape),
    endMs: startMs + budgetSeconds * 1_000 * (1 - WRITING_SHARE),
    onProgress: request.onProgress ?? (() => undefined),
  });
  await writeCatalogueLm(folder, { config: configFile, tokenizer: tokenizerFile, weights: fitted.weights });
  return {
    parameters: Object.values(llmTensorShapes(config)).reduce((sum, of) => sum + of.reduce((a, b) => a * b, 1), 0),
    vocabulary,
    steps: fitted.steps,
    seconds: (clock() - startMs) / 1_000,
    heldOutTexts: data.heldOutTexts,
    heldOutLoss: fitted.loss,
    heldOutLossAtStart: fitted.lossAtStart,
    unigramLoss: unigramLoss([...documents.texts, ...documents.prompts], measured, vocabulary),
  };
}

function stepsOfEpochs({ texts, prompts }: CatalogueDocuments, { batch }: CatalogueShape): number {
  const tokens = [...texts, ...prompts].reduce((sum, { length }) => sum + length, 0);
  return Math.max(Math.ceil((MOST_EPOCHS * tokens) / (batch.rows * batch.positions)), LEAST_STEPS);
}
