import type { Config } from "../../config/config.js";
import { DomainError } from "../../domain/domainError.js";
import { languageModelPlace } from "../../jobs/languageModelPlace.js";
import { fetchHubModel, openCheckpoint, type HubProgress } from "../../ml/index.js";

/** What a language model is found with. */
export interface ResolveLanguageModelOptions {
  readonly config: Pick<Config, "hub">;
  /** How many layers are wanted; no matter if left out. */
  readonly layers?: number | undefined;
  /** Told of a download, after every piece. */
  readonly onProgress?: (progress: HubProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * The path of the language model that a name means: what lies at this path, else the model of this name at the hub,
 * which is downloaded unless it is in the cache. It is opened once, so that what cannot be used is refused now.
 *
 * @param name A path, a name of the hub, or `catalogue`.
 * @returns Null for `catalogue`: the training makes the model itself.
 * @throws {DomainError} `UNKNOWN_LANGUAGE_MODEL`, `LANGUAGE_MODEL_UNUSABLE`; `BAD_INPUT` if it has fewer layers than are
 *   wanted; `BAD_CONFIG` for a token of another form; `DISK_FULL`, `CANCELLED`.
 */
export async function resolveLanguageModel(name: string, options: ResolveLanguageModelOptions): Promise<string | null> {
  const place = await languageModelPlace(name);
  if (place.at === "catalogue") return null;
  const path = place.at === "path" ? place.path : await fetched(place.name, options);
  const checkpoint = await openCheckpoint(path);
  try {
    refuseLayers(name, checkpoint.config.layers, options.layers);
    await checkpoint.tokenizer();
    return path;
  } finally {
    await checkpoint.close();
  }
}

function fetched(name: string, options: ResolveLanguageModelOptions): Promise<string> {
  const { config, onProgress, signal } = options;
  return fetchHubModel(name, {
    ...config.hub,
    ...(onProgress !== undefined && { onProgress }),
    ...(signal !== undefined && { signal }),
  });
}

function refuseLayers(name: string, layers: number, wanted: number | undefined): void {
  if (wanted === undefined || wanted <= layers) return;
  throw new DomainError(
    "BAD_INPUT",
    `Cannot use ${wanted} layers of language model ${JSON.stringify(name)}: it has ${layers}`,
  );
}
