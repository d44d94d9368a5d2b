import type { Recipe } from "../trainingOptions.js";
import type { LlmSrecOptions } from "./llmSrecOptions.js";

const PAPER_WINDOW = 10;
const VECTOR_WIDTH = 128;

/**
 * Kim et al., "Lost in Sequence", KDD 2025, section 4 and appendix D (arXiv:2502.13909), as their code has it; patience is
 * the paper's.
 */
const PAPER: LlmSrecOptions = {
  prompt: "paper",
  window: PAPER_WINDOW,
  hasDates: true,
  titleTokens: null,
  hasUserRepresentation: false,
  hasTitleStates: false,
  readOut: {},
  layers: null,
  hasRandomWeights: false,
  hiddenWidth: 2048,
  vectorWidth: VECTOR_WIDTH,
  matchWidth: 0,
  isStandardised: false,
  temperature: 1,
  negatives: "random",
  randomNegatives: 3,
  catalogueSample: 2048,
  distillation: "mse",
  retrievalWeight: 1,
  distillationWeight: 1,
  uniformityWeight: 1,
  positions: "last",
  unseenShare: 0,
  batchSize: 20,
  softRate: 1e-4,
  headRate: 1e-4,
  softClip: null,
  firstPasses: 0,
  laterPasses: 0,
  firstRate: 0,
  laterRate: 0,
  dropoutRate: 0,
  averagingPower: null,
  cachedBatch: 0,
  cachedUsers: 0,
  stretchSteps: 0,
  stretches: 0,
  epochs: 10,
  validationsPerEpoch: 10,
  rateDecay: 0.95,
  schedule: "perValidation",
  patience: 10,
  validationUsers: 1000,
  selectBy: "llmSRec",
  selectMetric: "sampled99",
};

/** What learns on a machine without a GPU; docs/decisions/0090 has what was tried. */
const DEFAULT: LlmSrecOptions = {
  ...PAPER,
  prompt: "compact",
  hasDates: false,
  titleTokens: 20,
  hasTitleStates: true,
  readOut: { lastItem: true, userResidual: true, itemResidual: true, titleMatch: true },
  matchWidth: 256,
  layers: 4,
  hiddenWidth: 512,
  isStandardised: true,
  temperature: Math.sqrt(VECTOR_WIDTH),
  negatives: "catalogue",
  // Of the sum over a vector's numbers, not of the paper's mean over them.
  distillationWeight: 0.5 * VECTOR_WIDTH,
  uniformityWeight: 0.5,
  positions: "all",
  unseenShare: 0.05,
  batchSize: 32,
  softRate: 5e-4,
  headRate: 5e-5,
  softClip: 1,
  firstPasses: 24,
  laterPasses: 9,
  firstRate: 1e-3,
  laterRate: 5e-4,
  dropoutRate: 0.5,
  averagingPower: 2,
  cachedBatch: 512,
  cachedUsers: 8000,
  stretchSteps: 100,
  stretches: 20,
  validationUsers: 2000,
  patience: 5,
  selectBy: "fused",
  selectMetric: "full",
};

/** The options of a recipe. */
export function recipeOptions(recipe: Recipe): LlmSrecOptions {
  return recipe === "paper" ? PAPER : DEFAULT;
}
