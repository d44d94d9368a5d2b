/**
 * @file Trains the rows of the studied table of LLM-SRec and writes it.
 *
 * Usage: npm run study -- [rows...] [--seeds 0,1,2] [--budget SECONDS] [--teachers FOLDER] [--page] [--list]
 *
 * Every run is trained in a process of its own, on a data set and with the language model of SEQUITUR_DATA; rows whose data is
 * not there are skipped. Its teacher is trained first, by the same process, and kept: --teachers says where, in the folder for
 * temporary files by default. A finished run goes into docs/llm-srec.json at once, where it replaces the run of the same row
 * and seed, and the page and its chart are made from all runs there. --page makes them without training; --list tells the rows.
 * The budget bounds a run's training; its teacher and its test come on top.
 */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { startLineProcess } from "../harness/lineProcess.js";
import { machine } from "../harness/machine.js";
import { studyChart } from "./studyChart.js";
import { studyList } from "./studyList.js";
import { studyPage } from "./studyPage.js";
import { whatIsMissing } from "./studyPaths.js";
import type { StudyResult } from "./studyResult.js";
import { STUDY_ROWS, type StudyRow } from "./studyRow.js";
import type { StudyRun } from "./studyRun.js";
import type { StudyTask } from "./studyTask.js";
import { withRun } from "./withRun.js";

const RUNS_FILE = "docs/llm-srec.json";
const DEFAULT_BUDGET_SECONDS = 1_800;
const NOTES_FILE = fileURLToPath(new URL("notes.md", import.meta.url));

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: "string" },
      budget: { type: "string", default: String(DEFAULT_BUDGET_SECONDS) },
      teachers: { type: "string", default: join(tmpdir(), "sequitur-teachers") },
      page: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  });
  const shared = process.env["SEQUITUR_DATA"] ?? "../shared";
  const rows = chosen(positionals);
  if (values.list) {
    process.stdout.write(studyList(rows, (row) => whatIsMissing(row, shared)));
    return;
  }
  const seeds = values.seeds?.split(",").map((seed) => wholeNumber("--seeds", seed));
  const task = {
    budgetSeconds: wholeNumber("--budget", values.budget),
    shared,
    teachersFolder: resolve(values.teachers),
  };
  if (!values.page) for (const row of rows) await trainRow(row, seeds ?? row.seeds, task);
  await writePage();
}

function chosen(names: readonly string[]): readonly StudyRow[] {
  const unknown = names.find((name) => !STUDY_ROWS.some((row) => row.name === name));
  if (unknown !== undefined)
    throw new Error(`Cannot train "${unknown}": ${STUDY_ROWS.map(({ name }) => name).join(", ")} are known`);
  return STUDY_ROWS.filter(({ name }) => names.length === 0 || names.includes(name));
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`Cannot read ${option} "${text}": whole numbers are wanted`);
  return Number(text);
}

async function trainRow(row: StudyRow, seeds: readonly number[], task: Omit<StudyTask, "row" | "seed">): Promise<void> {
  const missing = whatIsMissing(row, task.shared);
  if (missing !== null) {
    process.stderr.write(`${row.name}: skipped, ${missing}\n`);
    return;
  }
  for (const command of row.fullCommands ?? []) process.stderr.write(`${row.name}, at full length: ${command}\n`);
  for (const seed of seeds) {
    process.stderr.write(`${row.name}, seed ${seed}\n`);
    await keep(await train(row, { ...task, row: row.name, seed }));
  }
}

async function train({ name, teacher }: StudyRow, task: StudyTask): Promise<StudyRun> {
  const { seed, budgetSeconds } = task;
  const trainedOn = machine(new Date()); // before: the commit that is trained, whatever is committed meanwhile
  const script = fileURLToPath(new URL("studyProcess.ts", import.meta.url));
  const child = startLineProcess(process.execPath, ["--import", "tsx", script]);
  try {
    const { teacherChecksum, ...result } = await child.ask<StudyResult>(task);
    const command = `npm run study -- ${name} --seeds ${seed} --budget ${budgetSeconds}`;
    const taught = { recipe: teacher, checksum: teacherChecksum };
    return { row: name, seed, command, machine: trainedOn, budgetSeconds, teacher: taught, ...result };
  } finally {
    await child.close();
  }
}

async function readRuns(): Promise<readonly StudyRun[]> {
  return existsSync(RUNS_FILE) ? (JSON.parse(await readFile(RUNS_FILE, "utf8")) as StudyRun[]) : [];
}

/** After each run, so that hours of training survive whatever ends the command. */
async function keep(run: StudyRun): Promise<void> {
  await writeFile(RUNS_FILE, `${JSON.stringify(withRun(await readRuns(), run), null, 1)}\n`);
}

async function writePage(): Promise<void> {
  const runs = await readRuns();
  await writeFile("docs/llm-srec.md", studyPage(runs, await readFile(NOTES_FILE, "utf8")));
  await writeFile("docs/llm-srec.svg", studyChart(runs));
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
