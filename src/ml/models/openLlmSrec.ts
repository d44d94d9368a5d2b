import { readFile } from "node:fs/promises";

import type { Artifact } from "../artifact/artifact.js";
import { artifactCorrupt } from "../artifact/artifactCorrupt.js";
import { ARTIFACT_FILE_NAME } from "../artifact/artifactFileName.js";
import type { LlmSrecSettings } from "../llm-srec/llmSrecSettings.js";
import { PromptEncoder } from "../llm-srec/promptEncoder.js";
import { openTokenizer } from "../llm/llmTokenizer.js";
import { openSession } from "../runtime/session.js";
import { LlmSrecModel } from "./llmSrecModel.js";

const READERS = {
  user: ARTIFACT_FILE_NAME.userReader,
  item: ARTIFACT_FILE_NAME.itemReader,
  title: ARTIFACT_FILE_NAME.titleReader,
} as const;

/**
 * Opens the language model of an artifact. Nothing is traced, and nothing written; the weights are mapped.
 *
 * @param options `threads`: of ONNX Runtime, 1 or more.
 * @throws {DomainError} `ARTIFACT_CORRUPT` if its files do not fit each other.
 */
export async function openLlmSrec(
  artifact: Artifact,
  { threads }: { readonly threads: number },
): Promise<LlmSrecModel> {
  const settings = settingsOf(artifact);
  const { teacherWidth: E, llmWidth: D } = settings.config;
  const titles = await titlesOf(artifact);
  const floats = (name: string, length: number) => artifact.floats(name, length);
  const rows = titles.length + 1;
  const statistics = settings.hasTitleStates ? await floats(ARTIFACT_FILE_NAME.titleStatistics, 2 * D) : null;
  const tokenizer = await tokenizerOf(artifact);
  return new LlmSrecModel({
    settings,
    tokenizer,
    encoder: new PromptEncoder(tokenizer, settings.prompt),
    titles,
    tables: {
      teacher: { width: E, values: await floats(ARTIFACT_FILE_NAME.itemVectors, rows * E) },
      unseenItem: await floats(ARTIFACT_FILE_NAME.unseenItem, E),
      titles: settings.hasTitleStates
        ? { width: D, values: await floats(ARTIFACT_FILE_NAME.titleVectors, rows * D) }
        : null,
    },
    titleStatistics: statistics && { means: statistics.subarray(0, D), deviations: statistics.subarray(D) },
    // Weights are read where they lie: rearranged copies of them would be held for each graph.
    open: (graph) => openSession(artifact.path(READERS[graph]), { threads, prepacks: false }),
  });
}

function settingsOf({ folder, manifest }: Artifact): LlmSrecSettings {
  if (manifest.llmSrec === undefined) throw artifactCorrupt(folder, "its manifest does not describe a language model");
  return manifest.llmSrec;
}

async function titlesOf(artifact: Artifact): Promise<readonly string[]> {
  const titles: unknown = JSON.parse(await readFile(artifact.path(ARTIFACT_FILE_NAME.titles), "utf8"));
  const itemCount = (await artifact.itemIds()).length;
  if (!Array.isArray(titles) || titles.length !== itemCount || !titles.every((title) => typeof title === "string"))
    throw artifactCorrupt(artifact.folder, `${ARTIFACT_FILE_NAME.titles} is no list of ${itemCount} titles`);
  return titles;
}

async function tokenizerOf(artifact: Artifact): Promise<ReturnType<typeof openTokenizer>> {
  const path = artifact.path(ARTIFACT_FILE_NAME.tokenizer);
  try {
    return openTokenizer(path, await readFile(path, "utf8"));
  } catch (cause) {
    throw artifactCorrupt(artifact.folder, `${ARTIFACT_FILE_NAME.tokenizer} describes no tokenizer`, cause);
  }
}
