import { fetchHubModel, type HubOptions } from "../ml/index.js";
import { checkLanguageModel } from "./checkLanguageModel.js";
import { languageModelPlace } from "./languageModelPlace.js";

/** What a language model is found with. */
export interface ResolveLanguageModelOptions {
  readonly hub: HubOptions;
  /** How many layers are wanted; no matter if null. */
  readonly layers: number | null;
}

/** A language model that can be trained with. */
export interface ResolvedLanguageModel {
  /** Null: the training makes it itself. */
  readonly path: string | null;
  /** For the card, which whoever may read may read: as the hub has it, or the last part of a path. */
  readonly name: string;
}

/**
 * The language model that a name means: what lies at this path, else the model of this name at the hub, which is
 * downloaded unless it is in the cache. It is opened once, so that what cannot be used is refused now.
 *
 * @param name A path, a name of the hub, or `catalogue`.
 * @throws {DomainError} `UNKNOWN_LANGUAGE_MODEL`, `LANGUAGE_MODEL_UNUSABLE`; `BAD_INPUT` if it has fewer layers than are
 *   wanted; `BAD_CONFIG` for a token of another form; `DISK_FULL`, `CANCELLED`.
 */
export async function resolveLanguageModel(
  name: string,
  { hub, layers }: ResolveLanguageModelOptions,
): Promise<ResolvedLanguageModel> {
  const place = await languageModelPlace(name);
  if (place.at === "catalogue") return { path: null, name: place.name };
  const path = place.at === "path" ? place.path : await fetchHubModel(place.name, hub);
  const resolved = { path, name: place.name };
  await checkLanguageModel(resolved, { layers, withTokenizer: true });
  return resolved;
}
