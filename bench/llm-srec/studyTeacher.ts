import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { MANIFEST_NAME } from "../../src/ml/artifact/manifestName.js";
import { writeArtifact } from "../../src/ml/artifact/writeArtifact.js";
import { trainModel } from "../../src/ml/train/trainModel.js";
import type { TrainingRequest } from "../../src/ml/train/trainingRequest.js";
import type { StudyRow } from "./studyRow.js";
import { teacherPath } from "./teacherPath.js";

/**
 * The teacher of a run: trained once by data set, recipe and seed, then found in its folder.
 *
 * @param folder Of all teachers.
 * @param request What its training shares with the run's.
 * @returns The folder of its artifact.
 */
export async function studyTeacher(
  { data, teacher: recipe, teacherBudgetSeconds: budgetSeconds }: StudyRow,
  folder: string,
  request: Omit<TrainingRequest, "kind" | "recipe" | "budgetSeconds">,
): Promise<string> {
  const path = teacherPath(folder, { data, recipe }, request.seed);
  if (existsSync(join(path, MANIFEST_NAME))) return path;
  await mkdir(folder, { recursive: true });
  const { artifact } = await trainModel({ ...request, kind: "sasrec", recipe, budgetSeconds });
  await writeArtifact(path, artifact);
  return path;
}
