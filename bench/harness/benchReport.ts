import type { BenchRow } from "./benchCase.js";
import { benchTable } from "./benchTable.js";
import type { Machine } from "./machine.js";

/** What a whole run gave. */
export interface BenchReport {
  readonly machine: Machine;
  readonly results: readonly {
    readonly name: string;
    readonly title: string;
    readonly skipped: string | null;
    readonly rows: readonly BenchRow[];
  }[];
}

/** The page of a whole run: machine, command, a table for each bench. */
export function benchReport({ machine, results }: BenchReport): string {
  const { processor, cores, memoryGib, node, platform, commit, date } = machine;
  const sections = results.map(
    ({ name, title, skipped, rows }) =>
    [`## ${title}`, `\`npm run bench -- ${name}\``, skipped === null ? benchTable(rows) : `Not measured: ${skipped}.`].join("\n\n"), // prettier-ignore
  );
  return [
    "# Benchmarks",
    "This page is written by `npm run bench -- --write`. Every bench first checks that what it times computes what it claims;\n" +
      "what is compared runs in turn on the same machine, and a ratio is the median over the pairs.",
    `Machine: ${processor}, ${cores} cores, ${memoryGib} GiB, ${platform}, Node.js ${node}. Commit ${commit}, ${date}.`,
    "![Each figure as a share of its bar](benchmarks.svg)",
    ...sections,
    "",
  ].join("\n\n");
}
