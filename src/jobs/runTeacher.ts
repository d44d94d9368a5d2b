import { openArtifact } from "../ml/index.js";

/** What another model learns from, as the card of that model tells. */
export interface TeacherCard {
  /** Null: a teacher that the run trained for itself. */
  readonly modelVersionId: string | null;
  readonly kind: string;
  readonly checksum: string;
  /** SHA-256 of the sequences that it was trained on. */
  readonly dataHash: string;
}

/** A teacher that can be learned from. */
export interface RunTeacher {
  /** Of its artifact. */
  readonly folder: string;
  readonly itemIds: ReadonlySet<string>;
  readonly card: TeacherCard;
}

/**
 * Opens the artifact of a teacher, and checks every byte of it.
 *
 * @param modelVersionId Null for one that is no version.
 * @throws {DomainError} `UNKNOWN_ARTIFACT`, `ARTIFACT_CORRUPT`.
 */
export async function openRunTeacher(folder: string, modelVersionId: string | null): Promise<RunTeacher> {
  const artifact = await openArtifact(folder);
  const { kind, data } = artifact.manifest;
  const { checksum } = artifact;
  return {
    folder,
    itemIds: new Set(await artifact.itemIds()),
    card: { modelVersionId, kind, checksum, dataHash: data.hash },
  };
}
