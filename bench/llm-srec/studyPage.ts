import { STUDY_ROWS } from "./studyRow.js";
import type { StudyRun } from "./studyRun.js";
import { barTable, rankingTable, ratioTable, runTable } from "./studyTables.js";

/**
 * The page: protocol, tables over all runs, bars, and what to read out of them.
 *
 * @param notes Markdown that people wrote; a comment alone is no text.
 */
export function studyPage(runs: readonly StudyRun[], notes: string): string {
  const rows = STUDY_ROWS.map((row) => ({ ...row, runs: runs.filter(({ row: name }) => name === row.name) })).filter(
    (row) => row.runs.length > 0,
  );
  const text = notes.replaceAll(/<!--.*?-->/gs, "").trim();
  const full = rows.flatMap(({ name, fullCommands = [] }) =>
    fullCommands.length === 0
      ? []
      : [`\`${name}\` is shortened. The full schedule:`, `\`\`\`sh\n${fullCommands.join("\n")}\n\`\`\``],
  );
  return [
    "# LLM-SRec, studied",
    "Written by `npm run study` from the runs in `llm-srec.json`. Leave-last-out by the filter `llm-srec`: every user who has a test\n" +
      "item is ranked, by the moment and the fusion that the validation items chose, and the test items are looked at once. Each run\n" +
      "learns from a teacher of its own, of the same seed, through the first layers of SmolLM2-135M-Instruct (Q4_1).",
    "Means over the seeds, with the range in brackets. Shuffled: the same model on the same histories in random order; loss: what that\n" +
      "takes. Cold items: the 35 % of the catalogue that training met least. Cosine: of a user's vectors, ordered and shuffled.",
    "![Full NDCG@10 of teacher, LLM-SRec and both](llm-srec.svg)",
    ...["## Among the whole catalogue, NDCG@10", rankingTable(rows, "full")],
    ...["## Among 99 items that the user never met, NDCG@10", rankingTable(rows, "sampled99")],
    ...["## Beside the teacher, full NDCG@10", ratioTable(rows)],
    ...["## Bars", barTable(rows)],
    ...(text === "" ? [] : ["## What does not reproduce", text]),
    ...["## Runs", runTable(rows), ...full],
    "",
  ].join("\n\n");
}
