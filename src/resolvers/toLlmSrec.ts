import type { FusionType } from "../schema/fusionType.js";
import type { LlmSrecType } from "../schema/llmSrecType.js";

import { manifestEntry } from "./manifestEntry.js";
import { manifestNumber } from "./manifestNumber.js";
import type { Plain } from "./plain.js";
import { rankerAudits } from "./rankerAudits.js";

/** Numbers of a weight: at the mean, by popularity, by length. */
const WEIGHT_LENGTH = 3;

/** What a model's card says of its language model; null where there is none that can be read. */
export function toLlmSrec(card: unknown): Plain<LlmSrecType> | null {
  const settings = manifestEntry(card, "llmSrec");
  const [model, prompt] = [manifestEntry(settings, "languageModel"), manifestEntry(settings, "prompt")];
  const languageModel = manifestEntry(model, "name");
  const teacherKind = manifestEntry(settings, "teacherKind");
  const [layers, allLayers] = [manifestNumber(model, "layers"), manifestNumber(model, "allLayers")];
  const window = manifestNumber(prompt, "window");
  const fusion = fusionOf(manifestEntry(settings, "fusion"));
  if (typeof languageModel !== "string" || typeof teacherKind !== "string") return null;
  if (layers === undefined || allLayers === undefined || window === undefined || fusion === null) return null;
  return {
    ...{ languageModel, layers, allLayers, teacherKind, window, fusion },
    isCatalogueModel: manifestEntry(model, "isCatalogue") === true,
    readsTitles: manifestEntry(prompt, "hasTitles") === true,
    readsDates: manifestEntry(prompt, "hasDates") === true,
    rankers: rankerAudits(card),
  };
}

function fusionOf(fusion: unknown): Plain<FusionType> | null {
  const [languageModel, teacher] = [weightOf(fusion, "languageModel"), weightOf(fusion, "teacher")];
  const popularity = manifestNumber(fusion, "popularity");
  return languageModel === null || teacher === null || popularity === undefined
    ? null
    : { languageModel, teacher, popularity };
}

function weightOf(fusion: unknown, name: string): readonly number[] | null {
  const value = manifestEntry(fusion, name);
  const isWeight = Array.isArray(value) && value.length === WEIGHT_LENGTH && value.every(Number.isFinite);
  return isWeight ? (value as readonly number[]) : null;
}
