const SIZES = ["llmWidth", "teacherWidth", "itemWidth", "hiddenWidth", "vectorWidth"];
const STATISTICS = ["popularity", "popularityMean", "popularityDeviation", "lengthMean", "lengthDeviation"];
const WEIGHTS_OF_A_MODEL = 3;

/** What is wrong with a manifest's `LlmSrecSettings`, if anything; what is only told to people is not looked at. */
export function llmSrecFault(settings: unknown): string | null {
  if (!isRecord(settings)) return "manifest.json does not describe the language model";
  const { config, prompt, fusion, softTokenScale, hasTitleStates, teacherKind } = settings;
  if (!isRecord(config) || !SIZES.every((size) => isSize(config[size])))
    return `manifest.json does not say the language model's sizes: ${SIZES.join(", ")}`;
  if (!isPrompt(prompt)) return "manifest.json does not say what prompts tell";
  if (!isFusion(fusion)) return "manifest.json does not say how scores are fused";
  if (!isFinite(softTokenScale) || typeof hasTitleStates !== "boolean")
    return "manifest.json does not say how soft tokens are made";
  if (teacherKind !== "sasrec" && teacherKind !== "esasrec")
    return `manifest.json names the teacher ${JSON.stringify(teacherKind)}, sasrec or esasrec is wanted`;
  return null;
}

function isPrompt(prompt: unknown): boolean {
  if (!isRecord(prompt)) return false;
  const { window, maxTokens, titleTokens, wording } = prompt;
  return isSize(window) && isSize(maxTokens) && (titleTokens === null || isSize(titleTokens)) && isRecord(wording);
}

function isFusion(fusion: unknown): boolean {
  if (!isRecord(fusion)) return false;
  const areWeights = (weights: unknown): boolean =>
    Array.isArray(weights) && weights.length === WEIGHTS_OF_A_MODEL && weights.every(isFinite);
  const deviations = [fusion["popularityDeviation"], fusion["lengthDeviation"]];
  return (
    areWeights(fusion["languageModel"]) &&
    areWeights(fusion["teacher"]) &&
    STATISTICS.every((name) => isFinite(fusion[name])) &&
    deviations.every((deviation) => deviation !== 0)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFinite(value: unknown): boolean {
  return Number.isFinite(value);
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
