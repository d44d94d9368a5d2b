import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { studyChart } from "../../bench/llm-srec/studyChart.js";
import { studyList } from "../../bench/llm-srec/studyList.js";
import { STUDY_MEASURES } from "../../bench/llm-srec/studyMeasures.js";
import { studyPage } from "../../bench/llm-srec/studyPage.js";
import { studyPaths, whatIsMissing } from "../../bench/llm-srec/studyPaths.js";
import { studyResult } from "../../bench/llm-srec/studyResult.js";
import { STUDY_ROWS } from "../../bench/llm-srec/studyRow.js";
import type { StudyRun } from "../../bench/llm-srec/studyRun.js";
import { withRun } from "../../bench/llm-srec/withRun.js";
import { recipeOptions } from "../../src/ml/train/llm-srec/recipeOptions.js";

const metrics = (ndcg: number) => ({ "HR@10": 0.2, "HR@20": 0.3, "NDCG@10": ndcg, "NDCG@20": 0.1 });
const ranked = (ndcg: number) => ({ full: metrics(ndcg), sampled99: metrics(ndcg * 4) });
const row = (ndcg: number) => ({ ordered: ranked(ndcg), shuffled: ranked(ndcg / 2) });
const rows = (teacher: number, llmSRec: number, fused: number) => ({
  teacher: row(teacher),
  llmSRec: row(llmSRec),
  fused: row(fused),
});

const RUN: StudyRun = {
  ...{ row: "scientific-paper-teacher", seed: 0, command: "npm run study -- scientific-paper-teacher --seeds 0" },
  machine: { processor: "some processor", cores: 2, memoryGib: 24, node: "v20.19.0", platform: "linux x64", commit: "0a1b2c3", date: "2026-11-24" }, // prettier-ignore
  ...{ threads: 2, budgetSeconds: 1_800, languageModel: { name: "some", layers: 4, allLayers: 30 } },
  teacher: { recipe: "paper", checksum: "0123456789abcdef" },
  ...{ users: 100, items: 50, rows: rows(0.05, 0.045, 0.06), cold: { users: 7, rows: rows(0.01, 0.02, 0.0125) } },
  cosine: { teacher: 0.61, llmSRec: 0.8 },
  valid: { teacher: ranked(0.05), llmSRec: ranked(0.05), fused: ranked(0.06) },
  fusion: { languageModel: [1, 0, 0], teacher: [1, 0, 0], popularity: 0, popularityMean: 0, popularityDeviation: 1, lengthMean: 0, lengthDeviation: 1 }, // prettier-ignore
  ...{ seconds: 1_790, stepSeconds: 900, peakMemoryMb: 1_500, bestRound: 3, options: {} },
  validations: [{ round: 5, passes: 6, seconds: 1_700, loss: 3.5, llmSRec: 0.05, fused: 0.06 }],
};

const linesOf = (page: string, start: string) => page.split("\n").filter((line) => line.startsWith(`| ${start} |`));

describe("STUDY_ROWS", () => {
  test("have names of their own, and override only what is an option of their recipe", () => {
    expect(new Set(STUDY_ROWS.map(({ name }) => name)).size).toBe(STUDY_ROWS.length);
    for (const { recipe, overrides } of STUDY_ROWS)
      expect(Object.keys(recipeOptions(recipe))).toEqual(expect.arrayContaining(Object.keys(overrides)));
  });
});

describe("STUDY_MEASURES", () => {
  test("compare with the teacher of the same run", () => {
    expect(STUDY_MEASURES["fused / teacher"](RUN)).toBeCloseTo(1.2, 12); // float64
    expect(STUDY_MEASURES["LLM-SRec / teacher"](RUN)).toBeCloseTo(0.9, 12); // float64
    expect(STUDY_MEASURES["fused / teacher, cold items"](RUN)).toBeCloseTo(1.25, 12); // float64
    expect(STUDY_MEASURES["LLM-SRec, loss by shuffling"](RUN)).toBeCloseTo(0.5, 12); // float64
  });

  test("tell nothing of cold items where there were none, or the teacher found none", () => {
    const measure = STUDY_MEASURES["fused / teacher, cold items"];
    expect(measure({ ...RUN, cold: null })).toBeNull();
    expect(measure({ ...RUN, cold: { users: 1, rows: rows(0, 0, 0.1) } })).toBeNull();
  });
});

describe("withRun()", () => {
  test("replaces the run of the same row and seed, and keeps all others in order", () => {
    const [second, other] = [
      { ...RUN, seed: 1 },
      { ...RUN, row: "paper" },
    ];
    const newer = { ...RUN, seconds: 1 };
    expect(withRun([second, RUN, other], newer)).toEqual([other, newer, second]);
  });
});

describe("studyPage()", () => {
  const page = studyPage([RUN, { ...RUN, seed: 1, rows: rows(0.05, 0.05, 0.055) }], "<!-- a place -->\n");

  test("shows means and ranges over the seeds, and what shuffling takes", () => {
    const [full, sampled, ratios] = linesOf(page, "scientific-paper-teacher");
    expect(full).toContain("| 2 | .0500 (.0500–.0500) | .0250 (.0250–.0250) | 50 % (50 %–50 %) |");
    expect(full).toContain("| .0575 (.0550–.0600) |");
    expect(sampled).toContain("| .230 (.220–.240) |");
    expect(ratios).toContain("| 1.15 (1.10–1.20) | 0.95 (0.90–1.00) | 1.25 (1.25–1.25) |");
  });

  test("holds the mean against a bar over the mean, and the worst seed against one over every seed", () => {
    expect(page).toContain("| fused / teacher | mean, 2 seeds | 1.15 | ≥ 1.17 | missed |");
    expect(page).toContain("| LLM-SRec, cosine | mean, 2 seeds | 0.80 | ≤ 0.85 | met |");
    const games = [RUN, { ...RUN, seed: 1, rows: rows(0.05, 0.05, 0.0499) }].map((run) => ({ ...run, row: "games" }));
    expect(studyPage(games, "")).toContain("| every seed, 2 seeds | 1.00 | ≥ 1.00 | missed |");
  });

  test("shows the notes where there are any, and the commands of a row that is shortened", () => {
    expect(page).not.toContain("## What does not reproduce");
    const noted = studyPage([{ ...RUN, row: "paper" }], "<!-- a place -->\nThe paper has more data.\n");
    expect(noted).toContain("## What does not reproduce\n\nThe paper has more data.\n\n## Runs");
    expect(noted).not.toContain("a place");
    expect(noted).toContain("npx sequitur train --data $SEQUITUR_DATA/data/amazon2018-scientific");
  });

  test("shows on what and how each run was trained", () => {
    expect(linesOf(page, "scientific-paper-teacher").at(-1)).toBe(
      "| scientific-paper-teacher | 1 | paper, 01234567 | 4 of 30 | 3 of 5 | 1790 | 900 | 1800 | 1500 | 0a1b2c3, some processor, 2 of 2 cores, 24 GiB, Node.js v20.19.0, 2026-11-24 | `npm run study -- scientific-paper-teacher --seeds 0` |",
    );
  });
});

describe("studyChart()", () => {
  test("draws four bars for each row that was trained, the longest one over the whole plot", () => {
    const chart = studyChart([RUN]);
    expect(chart.match(/<rect /g)).toHaveLength(1 + 4);
    expect(chart).toContain('width="480.0"');
    expect(studyChart([])).toContain("</svg>");
  });
});

describe("studyResult()", () => {
  const manifest = {
    llmSrec: { fusion: RUN.fusion, languageModel: { ...RUN.languageModel, isCatalogue: false } },
    options: { layers: 4 },
    card: {
      teacher: "0123",
      validRows: RUN.valid,
      validations: [
        { round: 0, passes: 3, seconds: 9, loss: Number.NaN, llmSRec: metrics(0.1), fused: metrics(0.2) },
        { round: 4, passes: 1, seconds: 99, loss: 2, llmSRec: metrics(0.3), fused: metrics(0.4) },
      ],
    },
  } as unknown as Parameters<typeof studyResult>[1];
  const report = { ...RUN, split: "leave-last-out", bestEpoch: 0, secondsPerEpoch: 2.5, refitted: false } as unknown as Parameters<typeof studyResult>[0]; // prettier-ignore

  test("tells the seconds of all steps, and a loss that is not a number as none", () => {
    const result = studyResult(report, manifest, 2);
    expect(result).toMatchObject({ stepSeconds: 10, bestRound: 0, threads: 2, teacherChecksum: "0123" });
    expect(result.validations).toEqual([
      { round: 0, passes: 3, seconds: 9, loss: null, llmSRec: 0.1, fused: 0.2 },
      { round: 4, passes: 1, seconds: 99, loss: 2, llmSRec: 0.3, fused: 0.4 },
    ]);
  });

  test("survives its way through JSON", () => {
    const result = studyResult(report, manifest, 2);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

describe("whatIsMissing()", () => {
  test("names what is absent, and nothing where data and language model are there", async () => {
    const shared = await mkdtemp(join(tmpdir(), "sequitur-study-test-"));
    try {
      const row = { data: "ml-100k" };
      const { data, languageModel } = studyPaths(row, shared);
      expect(whatIsMissing(row, shared)).toContain(`${data} and ${languageModel} not there`);
      await mkdir(data, { recursive: true });
      await mkdir(dirname(languageModel), { recursive: true });
      await writeFile(languageModel, "");
      expect(whatIsMissing(row, shared)).toBeNull();
    } finally {
      await rm(shared, { recursive: true });
    }
  });
});

describe("studyList()", () => {
  test("says why a row is skipped, and what a shortened one is the start of", () => {
    const list = studyList(STUDY_ROWS, ({ name }) => (name === "games" ? "no games" : null));
    expect(list).toMatch(/^games: .*\n {2}skipped: no games\n/m);
    expect(list.match(/skipped/g)).toHaveLength(1);
    expect(list.match(/at full length: npx sequitur train/g)).toHaveLength(2);
  });
});
