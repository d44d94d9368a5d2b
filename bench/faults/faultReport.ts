import type { LoadRecord } from "./eventLoad.js";
import { FAULT_TARGETS, type FaultTarget } from "./faultTarget.js";
import type { TrainingRecord } from "./trainingLoad.js";
import type { Verdict } from "./verdict.js";

/** One kill. */
export interface Kill {
  readonly target: FaultTarget;
  /** From the kill to the first acknowledgement of an event that was sent after it, in milliseconds. */
  readonly recoveryMs: number;
}

/** All that a run of the fault loop found out. */
export interface FaultReport {
  readonly seed: number;
  readonly seconds: number;
  readonly kills: readonly Kill[];
  readonly record: LoadRecord;
  readonly trainings: TrainingRecord;
  /** Processes that gave up while they started, because the database was killed just then, and were started again. */
  readonly ownEnds: readonly string[];
  readonly verdict: Verdict;
}

/** The report for programs: one object. */
export function faultReportJson({ seed, seconds, kills, record, trainings, ownEnds, verdict }: FaultReport): object {
  return {
    passed: verdict.faults.length === 0,
    seed,
    seconds: Math.round(seconds),
    kills: Object.fromEntries(FAULT_TARGETS.map((target) => [target, recoveries(kills, target)])),
    acknowledged: verdict.acknowledged,
    stored: verdict.stored,
    acknowledgedOnRetry: record.duplicates,
    retries: record.retries,
    recommendations: record.recommendations,
    failedRecommendations: record.failedRecommendations,
    trainings,
    runs: verdict.runs,
    models: verdict.models,
    gaveUpAtStart: ownEnds,
    faults: verdict.faults,
  };
}

/** The report for people. */
export function faultReportTable({ seconds, kills, record, trainings, ownEnds, verdict }: FaultReport): string {
  const rows = FAULT_TARGETS.map((target) => {
    const { count, medianMs, longestMs } = recoveries(kills, target);
    return `  ${target.padEnd(10)} ${String(count).padStart(5)} ${String(medianMs).padStart(12)} ${String(longestMs).padStart(12)}`;
  });
  const runs = Object.entries(verdict.runs).map(([state, count]) => `${count} ${state}`);
  return [
    `${kills.length} kills in ${seconds.toFixed(0)} s`,
    "",
    "  killed     times  median (ms)  longest (ms)  until an event sent after the kill was acknowledged",
    ...rows,
    "",
    `  events acknowledged      ${verdict.acknowledged}`,
    `  events stored            ${verdict.stored}`,
    `  known when sent again    ${record.duplicates} (stored, but the answer was lost with the server)`,
    `  requests sent again      ${record.retries}`,
    `  recommendations          ${record.recommendations} answered, ${record.failedRecommendations} failed while something was down`,
    `  training runs            ${trainings.started} started, ${trainings.cancelled} cancelled by their client; ended: ${runs.join(", ")}`,
    `  model versions           ${verdict.models}, each loaded and served at the end`,
    `  gave up at start         ${ownEnds.length} times, as the database was killed just then; started again`,
    "",
    verdict.faults.length === 0 ? "passed: nothing was lost" : `NOT passed, ${verdict.faults.length} faults:`,
    ...verdict.faults.slice(0, 20).map((fault) => `  ${fault}`),
  ].join("\n");
}

function recoveries(
  kills: readonly Kill[],
  target: FaultTarget,
): { count: number; medianMs: number; longestMs: number } {
  const times = kills.filter((kill) => kill.target === target).map(({ recoveryMs }) => Math.round(recoveryMs));
  times.sort((left, right) => left - right);
  return { count: times.length, medianMs: times[times.length >> 1] ?? 0, longestMs: times.at(-1) ?? 0 };
}
