import type { LlmConfig } from "./llmConfig.js";

/** @throws {RangeError} If the sizes contradict each other; otherwise gives the configuration back. */
export function checkLlmConfig(config: LlmConfig): LlmConfig {
  const { heads, keyValueHeads, headWidth } = config;
  if (heads % keyValueHeads !== 0) {
    throw new RangeError(`${heads} heads share ${keyValueHeads} key/value heads: a divisor of the heads is wanted`);
  }
  if (headWidth % 2 !== 0) throw new RangeError(`a head is ${headWidth} wide: an even width is wanted`);
  return config;
}
