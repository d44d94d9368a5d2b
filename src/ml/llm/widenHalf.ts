/** @file Numbers of 16 bits as float32; both are exact. */

const F16_EXPONENT_BIAS = 15;
const F16_MANTISSA_BITS = 10;
const F16_MANTISSA_MASK = 0x3ff;
const F16_EXPONENT_MASK = 0x1f;
const F16_SIGN = 0x8000;
const F16_VALUES = 2 ** 16;

/** All of them, worked out once: there are only 65,536. */
const F16_TABLE = Float32Array.from({ length: F16_VALUES }, (_, bits) => f16Value(bits));

function f16Value(bits: number): number {
  const sign = (bits & F16_SIGN) === 0 ? 1 : -1;
  const exponent = (bits >> F16_MANTISSA_BITS) & F16_EXPONENT_MASK;
  const mantissa = bits & F16_MANTISSA_MASK;
  if (exponent === F16_EXPONENT_MASK) return mantissa === 0 ? sign * Infinity : Number.NaN;
  const fraction = mantissa / (F16_MANTISSA_MASK + 1);
  // Exponent 0 stands for numbers too small for a leading one.
  if (exponent === 0) return sign * fraction * 2 ** (1 - F16_EXPONENT_BIAS);
  return sign * (1 + fraction) * 2 ** (exponent - F16_EXPONENT_BIAS);
}

/** An IEEE 754 half from its 16 bits. */
export function widenF16(bits: number): number {
  return F16_TABLE[bits]!;
}

/** IEEE 754 halves. */
export function widenF16s(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (each) => F16_TABLE[each]!);
}

/** bfloat16, which is the upper half of a float32. */
export function widenBF16s(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (each) => each << 16).buffer);
}
