import { CATALOGUE_GROWTH } from "./cases/catalogueGrowth.js";
import { EPOCHS } from "./cases/epochs.js";
import { TRAINING_STEP } from "./cases/trainingStep.js";
import { LANGUAGE_MODEL_STEP } from "./cases/languageModelStep.js";
import { CLICK_TO_ANSWER } from "./cases/clickToAnswer.js";
import { IMPORT_ML_1M } from "./cases/importMl1m.js";
import { LANGUAGE_SERVING } from "./cases/languageServing.js";
import { LANGUAGE_SERVING_HTTP } from "./cases/languageServingHttp.js";
import { LOG_INTERACTIONS } from "./cases/logInteractions.js";
import { MEMORY } from "./cases/memory.js";
import { RECOMMENDATIONS_HTTP } from "./cases/recommendationsHttp.js";
import { START_UP } from "./cases/startUp.js";
import { TOP_K } from "./cases/topK.js";
import { USER_VECTOR } from "./cases/userVector.js";
import type { BenchCase } from "./harness/benchCase.js";

/** All benches, in the order in which they run. */
export const BENCH_CASES: readonly BenchCase[] = [
  TRAINING_STEP,
  EPOCHS,
  LANGUAGE_MODEL_STEP,
  CATALOGUE_GROWTH,
  USER_VECTOR,
  TOP_K,
  RECOMMENDATIONS_HTTP,
  LOG_INTERACTIONS,
  CLICK_TO_ANSWER,
  LANGUAGE_SERVING,
  LANGUAGE_SERVING_HTTP,
  IMPORT_ML_1M,
  START_UP,
  MEMORY,
];
