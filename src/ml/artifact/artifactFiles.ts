/** @file The files of a language model that ranks. Axes: N items, V width of vectors, D of the language model, E of the teacher. */
import { join } from "node:path";

import { servingGraphs } from "../llm-srec/servingGraphs.js";
import { openFrozenWeights } from "../llm/openFrozenWeights.js";
import type { InitialParameter } from "../runtime/trainer.js";
import type { ArtifactFileContent } from "./artifactFileContent.js";
import { ARTIFACT_FILE_NAME } from "./artifactFileName.js";
import { bytesOf } from "./bytesOf.js";
import { type LlmSrecContent, type ModelContent, modelFiles } from "./modelFiles.js";

/**
 * The files that hold a model, of whatever kind, by name; the graphs that serve a language model are traced here.
 *
 * @throws {RangeError} If lengths do not fit each other.
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if the language model's files are not whole.
 */
export async function artifactFiles(content: ModelContent): Promise<Record<string, ArtifactFileContent>> {
  const files: Record<string, ArtifactFileContent> = modelFiles(content);
  return content.kind === "llm-srec" ? { ...files, ...(await languageModelFiles(content)) } : files;
}

async function languageModelFiles({ itemIds, llm }: LlmSrecContent): Promise<Record<string, ArtifactFileContent>> {
  const { weightsFolder, tokenizer, titles, parameters, vectors, titleVectors, titleStatistics, unseenItem, settings } = llm; // prettier-ignore
  const rows = itemIds.length + 1;
  const { vectorWidth: V, teacherWidth: E, llmWidth: D } = settings.config;
  requireLength("titles", titles, itemIds.length);
  requireLength("item vectors of the language model", vectors, rows * V);
  requireLength("vector of an unseen item", unseenItem, E);
  const files: Record<string, ArtifactFileContent> = {
    [ARTIFACT_FILE_NAME.llmWeights]: { path: join(weightsFolder, ARTIFACT_FILE_NAME.llmWeights) },
    [ARTIFACT_FILE_NAME.llmWeightsIndex]: { path: join(weightsFolder, ARTIFACT_FILE_NAME.llmWeightsIndex) },
    [ARTIFACT_FILE_NAME.tokenizer]: textOf(tokenizer),
    [ARTIFACT_FILE_NAME.titles]: textOf(JSON.stringify(titles)),
    [ARTIFACT_FILE_NAME.llmItemVectors]: bytesOf(vectors),
    [ARTIFACT_FILE_NAME.unseenItem]: bytesOf(unseenItem),
    ...parameterFiles(parameters),
  };
  if (settings.hasTitleStates) {
    requireLength("title vectors", titleVectors ?? [], rows * D);
    const { means, deviations } = titleStatistics ?? { means: [], deviations: [] };
    requireLength("means of title states", means, D);
    requireLength("deviations of title states", deviations, D);
    files[ARTIFACT_FILE_NAME.titleVectors] = bytesOf(titleVectors!);
    files[ARTIFACT_FILE_NAME.titleStatistics] = bytesOf(Float32Array.of(...means, ...deviations));
  }
  const frozen = await openFrozenWeights(weightsFolder);
  const graphs = await servingGraphs({ frozen, tokenizer, parameters, settings });
  files[ARTIFACT_FILE_NAME.userReader] = graphs.user;
  files[ARTIFACT_FILE_NAME.itemReader] = graphs.item;
  if (graphs.title !== null) files[ARTIFACT_FILE_NAME.titleReader] = graphs.title;
  files[ARTIFACT_FILE_NAME.llmScorer] = graphs.scorer;
  return files;
}

/** All numbers in one file, and an index of names, shapes and places in it. */
function parameterFiles(parameters: Readonly<Record<string, InitialParameter>>): Record<string, Uint8Array> {
  const index: Record<string, { readonly shape: readonly number[]; readonly offset: number }> = {};
  const numbers = new Float32Array(Object.values(parameters).reduce((sum, { data }) => sum + data.length, 0));
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(parameters)) {
    index[name] = { shape, offset };
    numbers.set(data, offset);
    offset += data.length;
  }
  return {
    [ARTIFACT_FILE_NAME.llmParametersIndex]: textOf(JSON.stringify(index)),
    [ARTIFACT_FILE_NAME.llmParameters]: bytesOf(numbers),
  };
}

function textOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function requireLength(what: string, values: ArrayLike<unknown>, wanted: number): void {
  if (values.length !== wanted)
    throw new RangeError(`Cannot store ${values.length} numbers as ${what}: ${wanted} are wanted`);
}
