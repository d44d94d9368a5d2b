/**
 * @file Trains the rows of the quality table and writes it.
 *
 * Usage: npm run quality -- [rows...] [--seeds 0,1,2] [--teachers FOLDER] [--page]
 *
 * Every run is one `sequitur train` on a folder of SEQUITUR_DATA; what it printed goes into docs/quality.json, where it replaces
 * the run of the same row and seed, and the page and its chart are made from all runs there. --page makes them without training.
 * The floors, popularity and a Markov chain, are trained with each data set. With --teachers, models that the study of LLM-SRec
 * can learn from are kept in that folder, under the names by which it looks for them.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";

import { machine } from "../harness/machine.js";
import { teacherPath } from "../llm-srec/teacherPath.js";
import { qualityChart } from "./qualityChart.js";
import { qualityPage } from "./qualityPage.js";
import { QUALITY_ROWS, type QualityRow } from "./qualityRow.js";
import type { QualityRun, Ranked } from "./qualityRun.js";

const RUNS_FILE = "docs/quality.json";
const FLOORS = ["popular", "markov"] as const;
const MOST_OUTPUT = 10_000_000;

/** What `sequitur train --json` prints, as far as it is used here. */
interface TrainOutput extends Omit<QualityRun, "row" | "seed" | "command" | "machine" | "ordered" | "shuffled"> {
  readonly rows: { readonly ordered: Ranked; readonly shuffled: Ranked };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: "string", default: "0,1,2" },
      teachers: { type: "string" },
      page: { type: "boolean", default: false },
    },
  });
  const seeds = values.seeds.split(",").map(Number);
  if (!values.page) for (const row of chosen(positionals)) await trainRow(row, seeds, values.teachers);
  const runs = await readRuns();
  await writeFile("docs/quality.md", qualityPage(runs));
  await writeFile("docs/quality.svg", qualityChart(runs));
}

function chosen(names: readonly string[]): readonly QualityRow[] {
  const unknown = names.find((name) => !QUALITY_ROWS.some((row) => row.name === name));
  if (unknown !== undefined)
    throw new Error(`Cannot train "${unknown}": ${QUALITY_ROWS.map(({ name }) => name).join(", ")} are known`);
  return QUALITY_ROWS.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function trainRow(row: QualityRow, seeds: readonly number[], teachersFolder?: string): Promise<void> {
  for (const floor of FLOORS) await keep(await train(`${floor}, ${row.data}`, floor, row, 0));
  const isTeacher = row.model === "sasrec" && row.filter === "llm-srec";
  for (const seed of seeds)
    await keep(await train(row.name, row.model, row, seed, isTeacher ? teachersFolder : undefined));
}

async function train(
  name: string,
  model: string,
  row: QualityRow,
  seed: number,
  teachersFolder?: string,
): Promise<QualityRun> {
  const { data, filter, recipe, budgetSeconds } = row;
  const budget = budgetSeconds === undefined ? [] : ["--budget", String(budgetSeconds)];
  const options = ["--model", model, "--recipe", recipe, "--filter", filter, "--seed", String(seed), ...budget];
  const folder = await mkdtemp(join(tmpdir(), "sequitur-quality-"));
  const path = join(process.env["SEQUITUR_DATA"] ?? "../shared", "data", data);
  process.stderr.write(`${name}, seed ${seed}\n`);
  try {
    const args = ["dist/main.js", "train", "--data", path, ...options, "--out", join(folder, "artifact"), "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: MOST_OUTPUT });
    if (teachersFolder !== undefined)
      await cp(join(folder, "artifact"), teacherPath(teachersFolder, row, seed), { recursive: true });
    const { rows, ...output } = JSON.parse(stdout) as TrainOutput;
    const { users, items, seconds, secondsPerEpoch, bestEpoch, peakMemoryMb } = output;
    const figures = { users, items, seconds, secondsPerEpoch, bestEpoch, peakMemoryMb };
    const command = `npx sequitur train --data ${data} ${options.join(" ")} --out artifact --json`;
    return { row: name, seed, command, machine: machine(new Date()), ...figures, ...rows };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readRuns(): Promise<QualityRun[]> {
  return existsSync(RUNS_FILE) ? (JSON.parse(await readFile(RUNS_FILE, "utf8")) as QualityRun[]) : [];
}

/** After each run, so that hours of training survive whatever ends the command. */
async function keep(run: QualityRun): Promise<void> {
  const others = (await readRuns()).filter(({ row, seed }) => row !== run.row || seed !== run.seed);
  const runs = [...others, run].toSorted((a, b) => a.row.localeCompare(b.row) || a.seed - b.seed);
  await writeFile(RUNS_FILE, `${JSON.stringify(runs, null, 1)}\n`);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
