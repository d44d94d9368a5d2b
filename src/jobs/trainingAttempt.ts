import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import type { Clock } from "../domain/clock.js";
import { DomainError } from "../domain/domainError.js";
import type { Logger } from "../domain/logger.js";
import type { ArtifactStore } from "../ml/index.js";
import type { InteractionRepository } from "../store/interactionRepository.js";
import type { ModelVersion, ModelVersionRepository } from "../store/modelVersionRepository.js";
import type { SpaceRepository } from "../store/spaceRepository.js";
import type { TrainingProgress, TrainingRun } from "../store/trainingRun.js";
import type { HomeFolders } from "./homeFolders.js";
import { promotionGate, type GateVerdict, type MetricTree } from "./promotionGate.js";
import { trainArguments, type TrainCall } from "./trainArguments.js";
import { runTrainingCommand } from "./trainingCommand.js";
import { TrainingFault } from "./trainingFault.js";
import { trainingOptions, type TrainingOptions } from "./trainingOptions.js";
import { writeTrainingSnapshot, type SnapshotSummary } from "./trainingSnapshot.js";

/** Where the phases lie in a run's progress, 0 to 1; the training itself takes nearly all of the time. */
const TRAINING_SPAN: Span = [0.05, 0.92];
const FLOOR_SPAN: Span = [0.92, 0.97];
const PUBLISHING_FROM = 0.97;

/** What the card of a model version takes from the artifact's manifest. */
const CARD_FIELDS = [
  ...["createdAt", "seed", "recipe", "options", "data", "eventMeanings", "refitted", "audit", "encoder"],
  ...["bestEpoch", "seconds", "secondsPerEpoch", "peakMemoryMb"],
];

type Span = readonly [from: number, to: number];

/** What an attempt works with. */
export interface TrainingAttemptOptions {
  readonly run: TrainingRun;
  readonly workerId: string;
  readonly spaces: SpaceRepository;
  readonly interactions: InteractionRepository;
  readonly versions: ModelVersionRepository;
  readonly artifacts: ArtifactStore;
  readonly folders: HomeFolders;
  /** The command line that starts this program. */
  readonly program: readonly string[];
  readonly report: (progress: TrainingProgress) => void;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What an artifact's manifest says, as far as it is used here. */
interface Manifest {
  readonly kind: string;
  readonly metrics: { readonly valid: MetricTree | null; readonly test: MetricTree | null };
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
  const wanted = trainingOptions(run.options);
  // The version has the run's id: an attempt that was cut off after it was made finds it.
  const version = (await versions.find(run.spaceId, run.id)) ?? (await makeVersion(options, wanted));
  if (wanted.promote) await promote(options, version);
  report(progressAt("DONE", 1));
  return version;
}

async function promote({ run, versions, log }: TrainingAttemptOptions, version: ModelVersion): Promise<void> {
  const gate = version.card.gate as GateVerdict;
  if (gate.passed) await versions.promote(run.spaceId, version.id);
  else log.warn({ runId: run.id, reason: gate.reason }, "a model was not promoted");
}

async function makeVersion(options: TrainingAttemptOptions, wanted: TrainingOptions): Promise<ModelVersion> {
  const { run, folders, workerId } = options;
  const work = join(folders.work, run.id, workerId);
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await mkdir(folders.logs, { recursive: true });
  try {
    const data = join(folders.snapshots, run.spaceId, run.id);
    const snapshot = await takeSnapshot(options, data);
    const out = join(work, "artifact");
    await train(options, { options: wanted, data, out }, TRAINING_SPAN);
    const manifest = await readManifest(out);
    const floor = await measureFloor(options, { options: wanted, data, out: join(work, "popular") });
    const gate = promotionGate({ model: wanted.model, force: wanted.force, ...manifest.metrics, floor });
    return await publish(options, { out, manifest, snapshot, floor, gate });
  } finally {
    await rm(join(folders.work, run.id), { recursive: true, force: true });
  }
}

async function takeSnapshot(options: TrainingAttemptOptions, folder: string): Promise<SnapshotSummary> {
  const { run, spaces, interactions, report, signal } = options;
  report(progressAt("SNAPSHOT", 0));
  const space = await spaces.find(run.spaceId);
  if (space === null) throw new DomainError("UNKNOWN_SPACE", `Cannot train for space "${run.spaceId}": it is gone`);
  const { eventMeanings } = space;
  const snapshot = await writeTrainingSnapshot({ interactions, space: space.id, eventMeanings, folder, signal });
  if (snapshot.interactions > 0) return snapshot;
  throw new DomainError("NOTHING_TO_TRAIN", "Cannot train: the log holds no event of an item that exists");
}

/** Runs `train` on a snapshot; its failure is a passing one if the snapshot was withdrawn meanwhile. */
async function train(options: TrainingAttemptOptions, call: TrainCall, [from, to]: Span): Promise<void> {
  const { run, folders, program, report, signal } = options;
  const onProgress = (progress: TrainingProgress): void => {
    report({ ...progress, fraction: from + (to - from) * Math.min(1, Math.max(0, progress.fraction)) });
  };
  const logFile = join(folders.logs, `${run.id}.log`);
  try {
    await runTrainingCommand({ program, args: trainArguments(call), logFile, signal, onProgress });
  } catch (cause) {
    if (!(cause instanceof TrainingFault) || cause.isPassing || (await isFolder(call.data))) throw cause;
    throw new TrainingFault("Cannot train: the snapshot was withdrawn because a user was deleted", true, { cause });
  }
}

/** The validation metrics of popularity on the same snapshot: what a model must beat to be promoted. */
async function measureFloor(options: TrainingAttemptOptions, call: TrainCall): Promise<MetricTree | null> {
  if (call.options.model === "popular") return null;
  options.report(progressAt("EVALUATING", FLOOR_SPAN[0]));
  const popular = { ...call.options, model: "popular", epochs: null, budgetSeconds: null, refit: false } as const;
  const quiet = { ...options, report: () => undefined };
  await train(quiet, { ...call, options: popular }, FLOOR_SPAN);
  return (await readManifest(call.out)).metrics.valid;
}

interface Made {
  readonly out: string;
  readonly manifest: Manifest;
  readonly snapshot: SnapshotSummary;
  readonly floor: MetricTree | null;
  readonly gate: GateVerdict;
}

async function publish(options: TrainingAttemptOptions, made: Made): Promise<ModelVersion> {
  const { run, artifacts, versions, report, signal } = options;
  const { out, manifest, snapshot, floor, gate } = made;
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
    card: { ...Object.fromEntries(CARD_FIELDS.map((name) => [name, manifest[name]])), snapshot, gate },
    metrics: { ...metrics, popularity: { valid: floor } },
  });
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as Manifest; // `publish` verifies it
}

function progressAt(phase: TrainingProgress["phase"], fraction: number): TrainingProgress {
  return { phase, fraction, epoch: null, epochs: null, loss: null, metric: null, secondsLeft: null };
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
