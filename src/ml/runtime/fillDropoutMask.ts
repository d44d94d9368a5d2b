/**
 * @file Seeded dropout masks at little cost: instead of a draw for every element, the distance to the next
 * exception (the rarer of "dropped" and "kept") is drawn from a table of the geometric distribution.
 *
 * Generator: xoshiro128** (Blackman & Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021), its state
 * filled by the finaliser of splitmix32 from (seed, step, mask), so that any mask can be made again on its own.
 */

/** Names one mask: the run's seed, the training step (from 1) and the number of the mask within the step. */
export interface DropoutMaskKey {
  readonly seed: number;
  readonly step: number;
  readonly mask: number;
}

/** Values of a 16 bit lane; rates are exact to about one part in this many. */
const LANES = 65536;
/** The table stops where fewer lanes than this are left: beyond, the rounding of a gap's share would be felt. */
const LEAST_LANES_LEFT = 1024;
const LANE_BITS = 16;
const HALF = 0.5;

/** For every value of a lane the way to the next exception; or, negative, a way on which there is none. */
type GapTable = Int32Array;

const gapTables = new Map<number, GapTable>();

/**
 * Fills `out` with 1 for elements that are kept and 0 for those dropped, independently with probability `rate`.
 *
 * @param out Overwritten.
 * @param rate Above 0 and below 1; met to within about 1/65536.
 * @throws {RangeError} If the rate is out of range.
 */
export function fillDropoutMask(out: Uint8Array, rate: number, key: DropoutMaskKey): void {
  if (!(rate > 0 && rate < 1)) throw new RangeError(`Cannot drop a share of ${rate}: above 0 and below 1 is wanted`);
  const droppedIsRare = rate <= HALF;
  out.fill(droppedIsRare ? 1 : 0);
  scatterExceptions(out, droppedIsRare ? 0 : 1, gapTable(droppedIsRare ? rate : 1 - rate), key);
}

/** The hot loop of a training step outside ONNX Runtime, so written out: two lanes a word, no inner loop. */
function scatterExceptions(out: Uint8Array, value: number, gaps: GapTable, key: DropoutMaskKey): void {
  let [a, b, c, d] = initialState(key);
  let position = -1;
  for (;;) {
    const scrambled = Math.imul(b, 5);
    const word = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);

    const low = gaps[word & (LANES - 1)]!;
    position += Math.abs(low);
    if (position >= out.length) return;
    if (low > 0) out[position] = value;

    const high = gaps[word >>> LANE_BITS]!;
    position += Math.abs(high);
    if (position >= out.length) return;
    if (high > 0) out[position] = value;
  }
}

/**
 * The distribution of the way to the next exception of probability `probability`. Cut off where it gets thin: the rest
 * means "none so far", and the next draw goes on from there, because the geometric distribution has no memory.
 */
function gapTable(probability: number): GapTable {
  const known = gapTables.get(probability);
  if (known) return known;
  const logOrdinary = Math.log1p(-probability);
  const longest = Math.max(1, Math.floor(Math.log(LEAST_LANES_LEFT / LANES) / logOrdinary));
  const thin = Math.round(LANES * (1 - (1 - probability) ** longest));
  const gaps = new Int32Array(LANES).fill(-longest, thin);
  for (let lane = 0; lane < thin; lane++) {
    // The inverse of the distribution, in the middle of the lane.
    const gap = Math.floor(Math.log1p(-(lane + HALF) / LANES) / logOrdinary) + 1;
    gaps[lane] = Math.min(gap, longest);
  }
  gapTables.set(probability, gaps);
  return gaps;
}

function initialState({ seed, step, mask }: DropoutMaskKey): [number, number, number, number] {
  let state = splitmix(splitmix(splitmix(seed | 0) ^ step) ^ mask);
  const next = () => (state = splitmix(state));
  // Never all zero, the one state that xoshiro cannot leave: the last word has its lowest bit set.
  return [next(), next(), next(), next() | 1];
}

/** One step of splitmix32: a bijection of 32 bit words with good mixing. */
function splitmix(state: number): number {
  let mixed = (state + 0x9e3779b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
