/** @file Parameters as they are stored: whatever inputs are standardised by is in the first map. Axes: D, E widths. */
import { standardizeHead } from "../../llm-srec/standardizeHead.js";
import type { LlmSrecConfig } from "../../llm-srec/llmSrecConfig.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import type { StateStatistics } from "./cachedStates.js";
import type { Standardization } from "./standardization.js";

/** What inputs were standardised by while heads and maps learned. */
export interface InputStatistics extends StateStatistics {
  /** E_i of items, `[E]`, as heads and as soft tokens read it. */
  readonly teacherItem: Standardization;
}

/**
 * The same maps over inputs as they come; those that only training uses are left out.
 *
 * @param parameters Over standardised inputs, by the names of `llmSrecParameters`.
 */
export function foldedParameters(
  parameters: Readonly<Record<string, InitialParameter>>,
  { out, lastItem, item, teacherItem }: InputStatistics,
  config: LlmSrecConfig,
): Record<string, InitialParameter> {
  const { readOut = {}, itemWidth, teacherWidth } = config;
  // Title states, which follow the teacher's numbers, are stored standardised.
  const rest = itemWidth - teacherWidth;
  const token: Standardization = {
    means: Float32Array.from([...teacherItem.means, ...new Float32Array(rest)]),
    deviations: Float32Array.from([...teacherItem.deviations, ...new Float32Array(rest).fill(1)]),
  };
  let folded: Record<string, InitialParameter> = standardizeHead(parameters, "userHead", out);
  folded = standardizeHead(folded, "itemHead", item);
  folded = standardizeHead(folded, "itemMap", token);
  if (readOut.lastItem) folded = standardizeHead(folded, "lastItemHead", lastItem);
  if (readOut.itemResidual) folded = standardizeHead(folded, "itemResidual", token);
  return Object.fromEntries(Object.entries(folded).filter(([name]) => !name.startsWith("teacherHead.")));
}
