import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { DomainError } from "../domain/domainError.js";
import type { ModelVersion } from "../store/modelVersionRepository.js";
import type { TrainingProgress } from "../store/trainingRun.js";
import { promotionGate, type GateVerdict, type MetricTree } from "./promotionGate.js";
import { openRunTeacher, type RunTeacher, type TeacherCard } from "./runTeacher.js";
import { resolveLanguageModel, type ResolvedLanguageModel } from "./resolveLanguageModel.js";
import { settleTrainingOptions } from "./settleTrainingOptions.js";
import { teacherVersion } from "./teacherVersion.js";
import type { TrainCall } from "./trainArguments.js";
import type { TrainingAttemptOptions } from "./trainingAttemptOptions.js";
import { trainingOptions, type TrainingOptions } from "./trainingOptions.js";
import { writeTrainingSnapshot, type SnapshotSummary } from "./trainingSnapshot.js";
import { trainOnSnapshot, type Span } from "./trainOnSnapshot.js";
import { trainWanted } from "./trainWanted.js";

/** Where the phases after the training lie in a run's progress, 0 to 1. */
const FLOOR_SPAN: Span = [0.92, 0.97];
const PUBLISHING_FROM = 0.97;

/** What the card of a model version takes from the artifact's manifest. */
const CARD_FIELDS = [
  ...["createdAt", "seed", "recipe", "options", "data", "eventMeanings", "refitted", "audit", "encoder"],
  ...["bestEpoch", "seconds", "secondsPerEpoch", "peakMemoryMb", "llmSrec", "rows", "cosine"],
];

/** What an artifact's manifest says, as far as it is used here. */
interface Manifest {
  readonly kind: string;
  readonly metrics: { readonly valid: MetricTree | null; readonly test: MetricTree | null };
  /** What it tells of the training besides, for a card. */
  readonly card?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

/**
 * Makes a model version for a run: snapshot, training in a child process, artifact, and promotion if it was asked for
 * and the gate lets it through. An attempt that was cut off is made again from the start; one that had published its
 * version only has the rest left to do.
 *
 * @throws {TrainingFault | DomainError} What went wrong; or the signal's reason.
 */
export async function attemptTraining(options: TrainingAttemptOptions): Promise<ModelVersion> {
  const { run, versions, report } = options;
  // The version has the run's id: an attempt that was cut off after it was made finds it.
  const version = (await versions.find(run.spaceId, run.id)) ?? (await makeVersion(options));
  if (trainingOptions(run.options).promote) await promote(options, version);
  report(progressAt("DONE", 1));
  return version;
}

async function promote({ run, versions, log }: TrainingAttemptOptions, version: ModelVersion): Promise<void> {
  const gate = version.card.gate as GateVerdict;
  if (gate.passed) await versions.promote(run.spaceId, version.id);
  else log.warn({ runId: run.id, reason: gate.reason }, "a model was not promoted");
}

async function makeVersion(options: TrainingAttemptOptions): Promise<ModelVersion> {
  const { run, folders, workerId } = options;
  const wanted = await settleTrainingOptions(run.spaceId, trainingOptions(run.options), options);
  const work = join(folders.work, run.id, workerId);
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await mkdir(folders.logs, { recursive: true });
  try {
    const data = join(folders.snapshots, run.spaceId, run.id);
    const chosen = await chosenTeacher(options, wanted);
    const languageModel = await foundLanguageModel(options, wanted);
    const snapshot = await takeSnapshot(options, data, chosen);
    const { out, teacher } = await trainWanted(options, { wanted, data, work, teacher: chosen, languageModel });
    const manifest = await readManifest(out);
    const floor = await measureFloor(options, { options: wanted, data, out: join(work, "popular") });
    const gate = promotionGate({ model: manifest.kind, force: wanted.force, ...manifest.metrics, floor });
    return await publish(options, { out, manifest, teacher, snapshot, floor, gate });
  } finally {
    await rm(join(folders.work, run.id), { recursive: true, force: true });
  }
}

/** The version that the run is to learn from; null where there is none. */
async function chosenTeacher(
  { run, versions, artifacts }: TrainingAttemptOptions,
  { kind, llm }: TrainingOptions,
): Promise<RunTeacher | null> {
  if (kind !== "LLM_SREC") return null;
  const version = await teacherVersion(versions, run.spaceId, llm?.teacherModelVersionId ?? null);
  return openRunTeacher(await artifacts.open(version.spaceId, version.id, version.checksum), version.id);
}

/** Found, fetched and opened before anything is trained: what cannot be had costs no teacher. Null where there is none. */
async function foundLanguageModel(
  { languageModel, hub, signal }: TrainingAttemptOptions,
  { llm }: TrainingOptions,
): Promise<ResolvedLanguageModel | null> {
  if (llm === null) return null;
  const { layers } = llm;
  return resolveLanguageModel(llm.languageModel ?? languageModel, { hub: { ...hub, signal }, layers });
}

/** @param teacher What it does not know is left out. */
async function takeSnapshot(
  options: TrainingAttemptOptions,
  folder: string,
  teacher: RunTeacher | null,
): Promise<SnapshotSummary> {
  const { run, spaces, interactions, report, signal } = options;
  report(progressAt("SNAPSHOT", 0));
  const space = await spaces.find(run.spaceId);
  if (space === null) throw new DomainError("UNKNOWN_SPACE", `Cannot train for space "${run.spaceId}": it is gone`);
  const { eventMeanings } = space;
  const knownItems = teacher?.itemIds;
  const request = { interactions, space: space.id, eventMeanings, folder, signal, knownItems };
  const snapshot = await writeTrainingSnapshot(request);
  if (snapshot.interactions > 0) return snapshot;
  throw new DomainError(
    "NOTHING_TO_TRAIN",
    `Cannot train: the log holds no event of an item that ${teacher === null ? "exists" : "its teacher knows"}`,
  );
}

/** The validation metrics of popularity on the same snapshot: what a model must beat to be promoted. */
async function measureFloor(options: TrainingAttemptOptions, call: TrainCall): Promise<MetricTree | null> {
  if (call.options.model === "popular") return null;
  options.report(progressAt("EVALUATING", FLOOR_SPAN[0]));
  const popular = { ...call.options, model: "popular", epochs: null, budgetSeconds: null, refit: false } as const;
  const quiet = { ...options, report: () => undefined };
  await trainOnSnapshot(quiet, { ...call, options: popular }, FLOOR_SPAN);
  return (await readManifest(call.out)).metrics.valid;
}

interface Made {
  readonly out: string;
  readonly manifest: Manifest;
  readonly teacher: TeacherCard | null;
  readonly snapshot: SnapshotSummary;
  readonly floor: MetricTree | null;
  readonly gate: GateVerdict;
}

async function publish(options: TrainingAttemptOptions, made: Made): Promise<ModelVersion> {
  const { run, artifacts, versions, report, signal } = options;
  const { out, manifest, teacher, snapshot, floor, gate } = made;
  report(progressAt("PUBLISHING", PUBLISHING_FROM));
  signal.throwIfAborted();
  await artifacts.remove(run.spaceId, run.id); // of an attempt that was cut off before its version was made
  const checksum = await artifacts.publish(run.spaceId, run.id, out);
  signal.throwIfAborted();
  const { kind, metrics } = manifest;
  return versions.create(run.spaceId, {
    id: run.id,
    runId: run.id,
    kind,
    checksum,
    card: {
      ...Object.fromEntries(CARD_FIELDS.map((name) => [name, manifest[name]])),
      ...manifest.card,
      ...(teacher !== null && { teacher }),
      snapshot,
      gate,
    },
    metrics: { ...metrics, popularity: { valid: floor } },
  });
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as Manifest; // `publish` verifies it
}

function progressAt(phase: TrainingProgress["phase"], fraction: number): TrainingProgress {
  return { phase, fraction, epoch: null, epochs: null, loss: null, metric: null, secondsLeft: null };
}
