import type { LlmSrecOptions } from "../../src/ml/train/llm-srec/llmSrecOptions.js";
import type { Recipe } from "../../src/ml/train/trainingOptions.js";
import type { StudyBar } from "./studyBar.js";

/** A line of the studied table: what is trained, on what, by which teacher. */
export interface StudyRow {
  /** As the command line names it. */
  readonly name: string;
  /** What it is there to show, in a few words. */
  readonly what: string;
  /** A folder of the data sets. */
  readonly data: string;
  /** Recipe of the sasrec that is learned from. */
  readonly teacher: Recipe;
  /** Most seconds that a teacher may take; without a bound if left out. */
  readonly teacherBudgetSeconds?: number;
  readonly recipe: Recipe;
  /** What is not as in the recipe. */
  readonly overrides: Partial<LlmSrecOptions>;
  /** Those that are trained unless others are asked for. */
  readonly seeds: readonly number[];
  readonly bars: readonly StudyBar[];
  /** The commands of the same at its full length, where the row is a shortened one. */
  readonly fullCommands?: readonly string[];
}

const SCIENTIFIC = "amazon2018-scientific";
const ONE_SEED = [0];
const THREE_SEEDS = [0, 1, 2];
/** As in the quality table: on two cores a teacher of this data set takes most of an hour. */
const GAMES_TEACHER_SECONDS = 3_600;

/** A row that differs in one thing from the first one. */
const ABLATION = { data: SCIENTIFIC, teacher: "paper", recipe: "default", seeds: ONE_SEED, bars: [] } as const;

const NEVER_BELOW: StudyBar = {
  ...{ measure: "fused / teacher", over: "every seed", bound: { atLeast: 1 } },
  against: "its own teacher",
};

const FULL_DATA = `--data $SEQUITUR_DATA/data/${SCIENTIFIC} --filter llm-srec`;

/** All lines, in the order of the page. */
export const STUDY_ROWS: readonly StudyRow[] = [
  {
    name: "scientific-paper-teacher",
    what: "the default recipe, taught by the paper's SASRec",
    ...{ data: SCIENTIFIC, teacher: "paper", recipe: "default", overrides: {}, seeds: THREE_SEEDS },
    bars: [
      { measure: "fused / teacher", over: "mean", bound: { atLeast: 1.17 }, against: "PyTorch, 4 layers: 1.17" },
      { measure: "LLM-SRec / teacher", over: "mean", bound: { atLeast: 1 }, against: "PyTorch, 4 layers: .87" },
      { measure: "LLM-SRec, loss by shuffling", over: "mean", bound: { atLeast: 0.3 }, against: "PyTorch: 43 %" },
      { measure: "LLM-SRec, cosine", over: "mean", bound: { atMost: 0.85 }, against: "PyTorch: .82" },
    ],
  },
  {
    name: "scientific-default-teacher",
    what: "the same, taught by the best SASRec that we have",
    ...{ data: SCIENTIFIC, teacher: "default", recipe: "default", overrides: {}, seeds: THREE_SEEDS },
    bars: [
      { measure: "fused / teacher", over: "mean", bound: { atLeast: 1.05 }, against: "" },
      { measure: "fused / teacher, cold items", over: "mean", bound: { atLeast: 1.2 }, against: "" },
    ],
  },
  {
    name: "ml-100k",
    what: "films, long histories",
    ...{ data: "ml-100k", teacher: "default", recipe: "default", overrides: {}, seeds: THREE_SEEDS },
    bars: [NEVER_BELOW],
  },
  {
    name: "games",
    what: "25,170 users, 16,845 items",
    ...{ data: "amazon2018-games", teacher: "default", teacherBudgetSeconds: GAMES_TEACHER_SECONDS, recipe: "default" },
    ...{ overrides: { layers: 4 }, seeds: THREE_SEEDS },
    bars: [NEVER_BELOW],
  },
  {
    ...{ name: "teacher-user", what: "the teacher's user vector against the language model's items" },
    ...{ ...ABLATION, overrides: { readOut: { teacherUserOnly: true, itemResidual: true }, stretches: 0 } },
  },
  {
    ...{ name: "random-lm", what: "the language model's matrices drawn anew" },
    ...{ ...ABLATION, overrides: { hasRandomWeights: true } },
  },
  {
    ...{ name: "heads-only", what: "heads on cached states, nothing learned through the language model" },
    ...{ ...ABLATION, overrides: { stretches: 0 } },
  },
  {
    ...{ name: "no-title-match", what: "titles in soft tokens and residuals alone, not matched" },
    ...{ ...ABLATION, overrides: { readOut: { lastItem: true, userResidual: true, itemResidual: true } } },
  },
  { name: "no-distillation", what: "without distillation", ...ABLATION, overrides: { distillationWeight: 0 } },
  { name: "no-uniformity", what: "without uniformity", ...ABLATION, overrides: { uniformityWeight: 0 } },
  { name: "neither", what: "without both", ...ABLATION, overrides: { distillationWeight: 0, uniformityWeight: 0 } },
  { name: "paper-read-out", what: "the paper's two read-outs alone", ...ABLATION, overrides: { readOut: {} } },
  {
    name: "paper",
    what: "the paper's recipe, shortened: 8 layers, 2 epochs",
    ...{ ...ABLATION, recipe: "paper", overrides: { layers: 8, epochs: 2, validationUsers: 1_000 } },
    fullCommands: [
      `npx sequitur train ${FULL_DATA} --model sasrec --recipe paper --out teacher`,
      `npx sequitur train ${FULL_DATA} --model llm-srec --recipe paper --teacher teacher --lm $SEQUITUR_DATA/models/SmolLM2-135M-Instruct/SmolLM2-135M-Instruct.Q4_1.gguf --out artifact`,
    ],
  },
];
