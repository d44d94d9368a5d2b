import { isNetworkKind, openArtifact } from "../../ml/index.js";
import { teacherRefused } from "./teacherRefused.js";

/** A sequential recommender that another model is to learn from. */
export interface Teacher {
  /** As it was named. */
  readonly folder: string;
  readonly itemIds: readonly string[];
}

/**
 * Opens a teacher's artifact and checks every byte of it.
 *
 * @throws {DomainError} `UNKNOWN_ARTIFACT`, `ARTIFACT_CORRUPT`; `BAD_INPUT` if the model is of another kind, or has seen
 *   the items that the new model would be validated and tested with.
 */
export async function openTeacher(folder: string): Promise<Teacher> {
  const artifact = await openArtifact(folder);
  const { kind, refitted } = artifact.manifest;
  if (!isNetworkKind(kind)) throw teacherRefused(folder, `it is a model of kind ${kind}, sasrec or esasrec is wanted`);
  if (refitted)
    throw teacherRefused(
      folder,
      "it was trained anew on the whole log, so it has seen the items that validate and test; train it without refit",
    );
  return { folder, itemIds: await artifact.itemIds() };
}
