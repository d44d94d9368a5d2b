import type { BlockFormat } from "./blockFormat.js";
import { PLAIN_FORMATS } from "./plainFormats.js";
import { SIMPLE_FORMATS } from "./simpleFormats.js";
import { SUPER_FORMATS } from "./superFormats.js";

/** The formats that can be read, by the numbers that GGUF files call them by. */
export const BLOCK_FORMATS: ReadonlyMap<number, { readonly name: string; readonly format: BlockFormat }> = new Map(
  (
    [
      [0, "F32", PLAIN_FORMATS.F32],
      [1, "F16", PLAIN_FORMATS.F16],
      [2, "Q4_0", SIMPLE_FORMATS.Q4_0],
      [3, "Q4_1", SIMPLE_FORMATS.Q4_1],
      [6, "Q5_0", SIMPLE_FORMATS.Q5_0],
      [7, "Q5_1", SIMPLE_FORMATS.Q5_1],
      [8, "Q8_0", SIMPLE_FORMATS.Q8_0],
      [12, "Q4_K", SUPER_FORMATS.Q4_K],
      [13, "Q5_K", SUPER_FORMATS.Q5_K],
      [14, "Q6_K", SUPER_FORMATS.Q6_K],
      [30, "BF16", PLAIN_FORMATS.BF16],
    ] as const
  ).map(([code, name, format]) => [code, { name, format }]),
);
