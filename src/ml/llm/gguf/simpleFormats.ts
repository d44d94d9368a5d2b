/**
 * @file Blocks of 32 numbers with one scale: Q4_0, Q4_1, Q5_0, Q5_1, Q8_0.
 *
 * Source: the block structures of ggml (ggml-common.h); the same numbers as its C code, bit for bit. Scales are halves,
 * so every product is exact in float64 and rounded once, to float32, when it is stored.
 */
import { widenF16 } from "../widenHalf.js";
import type { BlockFormat } from "./blockFormat.js";

const SIZE = 32;
const HALF = SIZE / 2;
const NIBBLE = 0xf;
const FIFTH_BIT = 0x10;
const Q4_ZERO = 8;
const Q5_ZERO = 16;

/** What a block has before its quantised numbers. */
interface Head {
  readonly hasMinimum: boolean;
  readonly hasFifthBits: boolean;
}

/** Number i is in the low half of byte i, number i + 16 in the high half of the same byte. */
function nibbles({ hasMinimum, hasFifthBits }: Head): BlockFormat {
  const fifthAt = hasMinimum ? 4 : 2;
  const numbersAt = fifthAt + (hasFifthBits ? 4 : 0);
  const bytes = numbersAt + HALF;
  const zero = hasMinimum ? 0 : hasFifthBits ? Q5_ZERO : Q4_ZERO;
  return {
    size: SIZE,
    bytes,
    intoFloats(blocks, out) {
      for (let block = 0, at = 0; at < blocks.byteLength; block++, at += bytes) {
        const scale = widenF16(blocks.getUint16(at, true));
        const minimum = hasMinimum ? widenF16(blocks.getUint16(at + 2, true)) : 0;
        const fifths = hasFifthBits ? blocks.getUint32(at + fifthAt, true) : 0;
        for (let i = 0; i < HALF; i++) {
          const pair = blocks.getUint8(at + numbersAt + i);
          const low = (pair & NIBBLE) | (((fifths >>> i) << 4) & FIFTH_BIT);
          const high = (pair >> 4) | (((fifths >>> (i + HALF)) << 4) & FIFTH_BIT);
          out[block * SIZE + i] = hasMinimum ? scale * low + minimum : scale * (low - zero);
          out[block * SIZE + HALF + i] = hasMinimum ? scale * high + minimum : scale * (high - zero);
        }
      }
    },
  };
}

const Q8_0: BlockFormat = {
  size: SIZE,
  bytes: 2 + SIZE,
  intoFloats(blocks, out) {
    for (let block = 0, at = 0; at < blocks.byteLength; block++, at += 2 + SIZE) {
      const scale = widenF16(blocks.getUint16(at, true));
      for (let i = 0; i < SIZE; i++) out[block * SIZE + i] = scale * blocks.getInt8(at + 2 + i);
    }
  },
};

/** By ggml's names. */
export const SIMPLE_FORMATS: Readonly<Record<"Q4_0" | "Q4_1" | "Q5_0" | "Q5_1" | "Q8_0", BlockFormat>> = {
  Q4_0: nibbles({ hasMinimum: false, hasFifthBits: false }),
  Q4_1: nibbles({ hasMinimum: true, hasFifthBits: false }),
  Q5_0: nibbles({ hasMinimum: false, hasFifthBits: true }),
  Q5_1: nibbles({ hasMinimum: true, hasFifthBits: true }),
  Q8_0,
};
