import { DomainError } from "../../domain/domainError.js";
import type { LlmConfig } from "./llmConfig.js";

/**
 * A model cut to its first layers.
 *
 * @throws {DomainError} `BAD_INPUT` if it has fewer.
 */
export function withLayers(config: LlmConfig, layers: number): LlmConfig {
  if (!Number.isInteger(layers) || layers < 1 || layers > config.layers) {
    throw new DomainError("BAD_INPUT", `Cannot keep ${layers} layers: 1 to ${config.layers} are wanted`);
  }
  return { ...config, layers };
}
