/** @file Formats of whole numbers, without a scale. */
import { widenBF16s, widenF16s } from "../widenHalf.js";
import type { BlockFormat } from "./blockFormat.js";

/** The values lie in a buffer of their own, aligned. */
function bits16({ buffer, byteOffset, byteLength }: DataView): Uint16Array {
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}

/** float32, IEEE halves, bfloat16. */
export const PLAIN_FORMATS: Readonly<Record<"F32" | "F16" | "BF16", BlockFormat>> = {
  F32: {
    size: 1,
    bytes: 4,
    intoFloats: ({ buffer, byteOffset }, out) => out.set(new Float32Array(buffer, byteOffset, out.length)),
  },
  F16: { size: 1, bytes: 2, intoFloats: (blocks, out) => out.set(widenF16s(bits16(blocks))) },
  BF16: { size: 1, bytes: 2, intoFloats: (blocks, out) => out.set(widenBF16s(bits16(blocks))) },
};
