/** @file The sequence model that LLM-SRec learns from. Axes: B histories, N items, E width. */
import { DomainError } from "../../../domain/domainError.js";
import { ARTIFACT_FILE_NAME } from "../../artifact/artifactFileName.js";
import { isNetworkKind, type NetworkKind } from "../../artifact/modelKind.js";
import type { EncoderShape, TrainingData } from "../../artifact/artifactManifest.js";
import { openArtifact } from "../../artifact/openArtifact.js";
import type { VectorTable } from "../../llm-srec/promptFeeds.js";
import { openStoredSasrec } from "../../models/openStoredSasrec.js";
import type { SasrecModel } from "../../models/sasrecModel.js";
import { evaluationBatchSize } from "../evaluationBatchSize.js";
import { readFile } from "node:fs/promises";

/** A trained sequence model, as its artifact holds it. */
export interface Teacher {
  readonly kind: NetworkKind;
  readonly model: SasrecModel;
  /** E_i, `[N + 1, E]`, row 0 zero. */
  readonly items: VectorTable;
  readonly shape: EncoderShape;
  /** What it was trained on. */
  readonly data: TrainingData;
  /** Of its manifest; it stands for the whole artifact. */
  readonly checksum: string;
  /** The graphs, to go into an artifact of LLM-SRec. */
  readonly encoder: Uint8Array;
  readonly scorer: Uint8Array;
  /** Trained on the last items too: whatever is measured with it is not of items that it never saw. */
  readonly refitted: boolean;
}

/**
 * Opens the teacher of a training.
 *
 * @param itemIds The catalogue that is trained on; the teacher's must be the same.
 * @throws {DomainError} `UNKNOWN_ARTIFACT`, `ARTIFACT_CORRUPT`; `BAD_INPUT` if it is no sequence model, of another
 *   catalogue, or has seen the items that are to be predicted.
 */
export async function openTeacher(folder: string, itemIds: readonly string[], threads: number): Promise<Teacher> {
  const artifact = await openArtifact(folder);
  const { kind, encoder: shape, refitted, data } = artifact.manifest;
  if (!isNetworkKind(kind) || shape === null)
    throw unfit(folder, `it is of kind "${kind}", a sasrec or an esasrec is wanted`);
  if (refitted)
    throw unfit(folder, "it was trained on the whole log, test items included; one without --refit is wanted");
  const own = await artifact.itemIds();
  const known = new Set(own);
  const unknown = itemIds.filter((id) => !known.has(id)).length;
  if (unknown > 0 || own.length !== itemIds.length || own.some((id, index) => id !== itemIds[index]))
    throw unfit(
      folder,
      `it is of another catalogue: it has ${own.length} items, the data ${itemIds.length}, of which it does not know ${unknown}; a model of the same data and filter is wanted`,
    );
  const values = await artifact.floats(ARTIFACT_FILE_NAME.itemVectors, (own.length + 1) * shape.width);
  return {
    kind,
    model: await openStoredSasrec(artifact, { kind, itemCount: own.length, threads }),
    items: { width: shape.width, values },
    shape,
    data,
    checksum: artifact.checksum,
    encoder: await readFile(artifact.path(ARTIFACT_FILE_NAME.encoder)),
    scorer: await readFile(artifact.path(ARTIFACT_FILE_NAME.scorer)),
    refitted,
  };
}

/** The teacher's user vectors, in batches; `[B, E]`. */
export async function teacherVectors(
  { model, items }: Teacher,
  histories: readonly Int32Array[],
): Promise<Float32Array> {
  const vectors = new Float32Array(histories.length * items.width);
  const size = evaluationBatchSize(items.width);
  for (let first = 0; first < histories.length; first += size)
    vectors.set(await model.userVectors(histories.slice(first, first + size)), first * items.width);
  return vectors;
}

function unfit(folder: string, reason: string): DomainError {
  return new DomainError("BAD_INPUT", `Cannot use "${folder}" as a teacher: ${reason}`);
}
