/**
 * @file Measures what the documentation claims about speed and memory.
 *
 * Usage: npm run bench -- [names...] [--quick] [--json FILE] [--write]
 *
 * Without names all benches run, one after the other, at full size; each first checks that what it times computes what it
 * claims. --quick only checks. --write puts table and chart into docs/. Benches that compare with PyTorch want
 * SEQUITUR_PYTHON, a Python that has it, and those on real data SEQUITUR_DATA; without, they are skipped and say so.
 * Ends with 1 where a check fails or a bench breaks, not where a bar is missed: that is for people to judge.
 */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { BENCH_CASES } from "./benchCases.js";
import type { BenchCase, BenchContext, BenchRow } from "./harness/benchCase.js";
import { benchChart } from "./harness/benchChart.js";
import { benchReport } from "./harness/benchReport.js";
import { benchTable } from "./harness/benchTable.js";
import { machine } from "./harness/machine.js";
import { findPeerPython } from "./harness/peerPython.js";

interface BenchResult {
  readonly name: string;
  readonly title: string;
  readonly skipped: string | null;
  readonly rows: readonly BenchRow[];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const context = findContext();
  const results: BenchResult[] = [];
  for (const each of chosen(positionals)) results.push(await runCase(each, context, values.quick));
  if (values.quick) return;
  const report = { machine: machine(new Date()), results };
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${benchTable(results.flatMap(({ rows }) => rows))}\n`);
  if (!values.write) return;
  await writeFile("docs/benchmarks.md", benchReport(report));
  await writeFile("docs/benchmarks.svg", benchChart(results.flatMap(({ rows }) => rows), "Speed and memory beside the bar; shorter is better")); // prettier-ignore
}

function chosen(names: readonly string[]): readonly BenchCase[] {
  const known = BENCH_CASES.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`Cannot find a bench "${unknown}": ${known.join(", ")} are known`);
  return BENCH_CASES.filter(({ name }) => names.length === 0 || names.includes(name));
}

function findContext(): BenchContext {
  const shared = process.env["SEQUITUR_DATA"] ?? "../shared";
  const dataFolder = join(shared, "data");
  return {
    dataFolder: existsSync(dataFolder) ? dataFolder : null,
    peer: findPeerPython(shared, process.env),
    say: (line) => void process.stderr.write(`${line}\n`),
  };
}

async function runCase(each: BenchCase, context: BenchContext, isQuick: boolean): Promise<BenchResult> {
  const { name, title } = each;
  const skipped = each.missing?.(context, isQuick) ?? null;
  if (skipped !== null) {
    context.say(`${name}: skipped, ${skipped}`);
    return { name, title, skipped, rows: [] };
  }
  context.say(`${name}: ${title}`);
  await each.check(context);
  return { name, title, skipped, rows: isQuick ? [] : await each.measure(context) };
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
