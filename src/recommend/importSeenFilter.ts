const { floor, imul } = Math;

/** Probes of a Bloom filter of 16 bits a key: 1 key in 400 is then taken for a repeat, and that costs a few bytes, nothing else. */
const PROBES = 4;
const BITS_PER_KEY = 16;

const LEAST_BITS = 2 ** 16;

/** 128 MiB: 64 million keys at 16 bits. Twice as many still work, with one key in 13 taken for a repeat. */
const MOST_BITS = 2 ** 30;

/** A Bloom filter: remembers fingerprints in a fixed size, and now and then takes a new one for known, never a known one for new. */
export class ImportSeenFilter {
  private readonly words: Uint32Array;
  private readonly mask: number;

  /** @param expectedKeys How many are likely to be added; more still work, with more mistakes. */
  constructor(expectedKeys: number) {
    const wanted = Math.min(Math.max(expectedKeys * BITS_PER_KEY, LEAST_BITS), MOST_BITS);
    const bits = 2 ** Math.ceil(Math.log2(wanted));
    this.words = new Uint32Array(bits / 32);
    this.mask = bits - 1;
  }

  /** Adds a fingerprint. @returns False if it is surely new. */
  addAndTellWhetherSeen(fingerprint: number): boolean {
    const step = imul(floor(fingerprint / 2 ** 32), 2654435761) | 1;
    let place = fingerprint | 0;
    let isSeen = true;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = (place ^ (place >>> 15)) & this.mask;
      const word = this.words[bit >>> 5] ?? 0;
      const flag = 1 << (bit & 31);
      if ((word & flag) === 0) {
        isSeen = false;
        this.words[bit >>> 5] = word | flag;
      }
      place = (place + step) | 0;
    }
    return isSeen;
  }
}
