import type { ImportFault } from "../recommend/importObserver.js";
import type { ImportSummary } from "../recommend/importSummary.js";

/** Everything that `import` tells at its end; with `--json` it is printed as it is. */
export interface ImportReport extends ImportSummary {
  readonly space: string;
  /** Faulty rows of all files. */
  readonly faultyRows: number;
  /** The first of them. */
  readonly faults: readonly ImportFault[];
  /** Where all of them are listed, where that was asked for. */
  readonly faultsFile: string | null;
  /** Where the held-out events are, where there are any. */
  readonly heldOutFile: string | null;
}

/** The report for people, some lines without a final line break. */
export function importReport(report: ImportReport): string {
  const { items, users, interactions } = report;
  const parts: readonly (readonly [string, number, readonly (readonly [number, string])[]])[] = [
    [
      "items",
      items.read,
      [
        [items.created, "created"],
        [items.updated, "updated"],
        [items.faulty, "faulty"],
      ],
    ],
    [
      "users",
      users.read,
      [
        [users.created, "created"],
        [users.updated, "updated"],
        [users.faulty, "faulty"],
      ],
    ],
    [
      "interactions",
      interactions.read,
      [
        [interactions.added, "added"],
        [interactions.duplicates, "in the log already"],
        [interactions.heldOut, "held out"],
        [interactions.itemDeleted, "refused, because their item was deleted meanwhile"],
        [interactions.faulty, "faulty"],
      ],
    ],
  ];
  return [
    `Imported "${report.source}" (${report.format}) into space "${report.space}" in ${report.seconds.toFixed(1)} s, ${count(report.rowsPerSecond)} rows a second`,
    ...parts.flatMap(([name, read, counts]) =>
      read === 0 ? [] : [`  ${name.padEnd(12)} ${count(read)} read: ${told(counts)}`],
    ),
    ...(items.mentionedOnly > 0
      ? [
          `  Items made with their id as title, because nothing but interactions tells of them: ${count(items.mentionedOnly)}`,
        ]
      : []),
    ...Object.entries(report.eventMeaningsAdded).map(
      ([type, meaning]) => `  event type "${type}" now means ${meaning}`,
    ),
    ...(report.heldOutFile === null ? [] : [`Held-out events are in ${report.heldOutFile}`]),
    ...faultLines(report),
  ].join("\n");
}

function faultLines({ faultyRows, faults, faultsFile }: ImportReport): string[] {
  if (faultyRows === 0) return [];
  const shown = faults.length < faultyRows ? `, the first ${faults.length}` : "";
  return [
    `Faulty rows, not imported: ${count(faultyRows)}${shown}:`,
    ...faults.map(({ file, line, reason }) => `  ${file}:${line}: ${reason}`),
    faultsFile === null ? "--faults-file FILE lists all of them" : `All of them are listed in ${faultsFile}`,
  ];
}

/** The counts that are not zero; the first one always. */
function told(counts: readonly (readonly [number, string])[]): string {
  return counts
    .filter(([number], k) => k === 0 || number > 0)
    .map(([number, what]) => `${count(number)} ${what}`)
    .join(", ");
}

function count(value: number): string {
  return value.toLocaleString("en");
}
