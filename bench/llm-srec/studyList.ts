import type { StudyRow } from "./studyRow.js";

/** The rows for people: a line each, and the commands of the full length where a row is a shortened one. */
export function studyList(rows: readonly StudyRow[], whatIsMissing: (row: StudyRow) => string | null): string {
  const lines = rows.flatMap((row) => {
    const { name, what, data, teacher, recipe, overrides, seeds, fullCommands = [] } = row;
    const missing = whatIsMissing(row);
    return [
      `${name}: ${what}; ${data}, teacher ${teacher}, recipe ${recipe}, ${JSON.stringify(overrides)}, seeds ${seeds.join(", ")}`,
      ...(missing === null ? [] : [`  skipped: ${missing}`]),
      ...fullCommands.map((command) => `  at full length: ${command}`),
    ];
  });
  return `${lines.join("\n")}\n`;
}
