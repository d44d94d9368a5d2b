import { existsSync } from "node:fs";
import { join } from "node:path";

import type { StudyRow } from "./studyRow.js";

/** Where the data sets and the language model of the study lie. */
export interface StudyPaths {
  readonly data: string;
  readonly languageModel: string;
}

/** The paths of a row's data set and of the language model. @param shared The folder that holds both. */
export function studyPaths({ data }: Pick<StudyRow, "data">, shared: string): StudyPaths {
  const model = "SmolLM2-135M-Instruct";
  return { data: join(shared, "data", data), languageModel: join(shared, "models", model, `${model}.Q4_1.gguf`) };
}

/** Why a row cannot be trained here; null if it can. */
export function whatIsMissing(row: Pick<StudyRow, "data">, shared: string): string | null {
  const { data, languageModel } = studyPaths(row, shared);
  const absent = [data, languageModel].filter((path) => !existsSync(path));
  return absent.length === 0 ? null : `${absent.join(" and ")} not there, SEQUITUR_DATA says where to look`;
}
