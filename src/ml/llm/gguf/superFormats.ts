/**
 * @file Blocks of 256 numbers, whose parts have scales that are quantised themselves: Q4_K, Q5_K, Q6_K.
 *
 * Source: the block structures of ggml (ggml-common.h); the same numbers as its C code, bit for bit.
 */
import { widenF16 } from "../widenHalf.js";
import type { BlockFormat } from "./blockFormat.js";

const SIZE = 256;
const PART = 32;
const PARTS = SIZE / PART;
const NIBBLE = 0xf;
const SIX_BITS = 0x3f;
const TWO_BITS = 3;
const FIFTH_BIT = 0x10;

/** Q4_K and Q5_K: two halves, twelve bytes of scales and minima, for Q5_K the fifth bits, then the numbers. */
const SCALES_AT = 4;
const SCALE_BYTES = 12;
const FIFTHS_AT = SCALES_AT + SCALE_BYTES;
const FIFTH_BYTES = SIZE / 8;

/** Scale and minimum of a part, six bits each: four whole, and four divided over two bytes. */
function scaleAndMinimum(blocks: DataView, at: number, part: number): readonly [scale: number, minimum: number] {
  const byte = (index: number) => blocks.getUint8(at + index);
  if (part < 4) return [byte(part) & SIX_BITS, byte(part + 4) & SIX_BITS];
  return [(byte(part + 4) & NIBBLE) | ((byte(part - 4) >> 6) << 4), (byte(part + 4) >> 4) | ((byte(part) >> 6) << 4)];
}

function withMinima(hasFifthBits: boolean): BlockFormat {
  const numbersAt = FIFTHS_AT + (hasFifthBits ? FIFTH_BYTES : 0);
  const bytes = numbersAt + SIZE / 2;
  return {
    size: SIZE,
    bytes,
    intoFloats(blocks, out) {
      for (let block = 0, at = 0; at < blocks.byteLength; block++, at += bytes) {
        const scale = widenF16(blocks.getUint16(at, true));
        const least = widenF16(blocks.getUint16(at + 2, true));
        for (let part = 0; part < PARTS; part++) {
          const [partScale, partMinimum] = scaleAndMinimum(blocks, at + SCALES_AT, part);
          const [step, minimum] = [scale * partScale, least * partMinimum];
          // Two parts share 32 bytes: the even one has their low halves.
          const [from, shift] = [at + numbersAt + (part >> 1) * PART, (part & 1) * 4];
          for (let i = 0; i < PART; i++) {
            const fifth = hasFifthBits ? ((blocks.getUint8(at + FIFTHS_AT + i) >> part) << 4) & FIFTH_BIT : 0;
            const number = ((blocks.getUint8(from + i) >> shift) & NIBBLE) | fifth;
            out[block * SIZE + part * PART + i] = step * number - minimum;
          }
        }
      }
    },
  };
}

/** Q6_K: low four bits, high two bits, a scale for each 16 numbers, and the scale of those scales. */
const HIGH_AT = SIZE / 2;
const Q6_SCALES_AT = HIGH_AT + SIZE / 4;
const Q6_PART = 16;
const Q6_SCALE_AT = Q6_SCALES_AT + SIZE / Q6_PART;
const Q6_BYTES = Q6_SCALE_AT + 2;
const Q6_ZERO = 32;
const GROUP = 128;

const Q6_K: BlockFormat = {
  size: SIZE,
  bytes: Q6_BYTES,
  intoFloats(blocks, out) {
    for (let block = 0, at = 0; at < blocks.byteLength; block++, at += Q6_BYTES) {
      const scale = widenF16(blocks.getUint16(at + Q6_SCALE_AT, true));
      for (let i = 0; i < SIZE; i++) {
        // Of every 128 numbers, the four quarters share their bytes.
        const [group, within] = [Math.floor(i / GROUP), i % GROUP];
        const [quarter, place] = [within >> 5, within % PART];
        const lowByte = blocks.getUint8(at + group * (GROUP / 2) + place + (quarter & 1) * PART);
        const low = (lowByte >> ((quarter >> 1) * 4)) & NIBBLE;
        const high = (blocks.getUint8(at + HIGH_AT + group * PART + place) >> (quarter * 2)) & TWO_BITS;
        const partScale = blocks.getInt8(at + Q6_SCALES_AT + Math.floor(i / Q6_PART));
        out[block * SIZE + i] = scale * partScale * ((low | (high << 4)) - Q6_ZERO);
      }
    }
  },
};

/** By ggml's names. */
export const SUPER_FORMATS: Readonly<Record<"Q4_K" | "Q5_K" | "Q6_K", BlockFormat>> = {
  Q4_K: withMinima(false),
  Q5_K: withMinima(true),
  Q6_K,
};
