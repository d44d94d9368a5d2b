/** Above most sizes of models, and not so large that products of several lose digits. */
const FIRST = 7919;

/**
 * Primes to trace symbolic dimensions with: `count` of them, the last two as far apart as is wanted, because one
 * dimension is longer than the other by a fixed length.
 *
 * @param gap Even; 0 for no such pair.
 * @param sizes Fixed sizes, which none of the primes divides.
 * @returns The primes; the last is the larger one of the pair.
 * @throws {RangeError} If there are none.
 */
export function primesApart(count: number, gap: number, sizes: readonly number[]): number[] {
  const isFree = (candidate: number): boolean =>
    isPrime(candidate) && sizes.every((size) => size === 0 || size % candidate !== 0);
  for (let low = FIRST; low > 2; low -= 2) {
    if (!isFree(low) || !isFree(low + gap)) continue;
    const pair = gap === 0 ? [low] : [low, low + gap];
    const others: number[] = [];
    for (let other = low - 2; other > 2 && others.length + pair.length < count; other -= 2)
      if (isFree(other)) others.push(other);
    if (others.length + pair.length === count) return [...others, ...pair];
  }
  throw new RangeError(`Cannot trace with ${count} primes, two of them ${gap} apart: sizes leave none`);
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) return false;
  return candidate > 1;
}
