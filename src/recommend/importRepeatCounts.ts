const { floor, imul } = Math;

const INITIAL_SLOTS = 1024;
const MOST_LOAD = 0.6;

/** Counts of a set of fingerprints, in two typed arrays: 12 bytes a slot, 20 to 40 a fingerprint. */
export class ImportRepeatCounts {
  private keys = new Float64Array(INITIAL_SLOTS); // fingerprint + 1; 0 is a free slot
  private counts = new Uint32Array(INITIAL_SLOTS);
  private size = 0;

  /** Makes a fingerprint one that is counted, from 0. Again changes nothing. */
  track(fingerprint: number): void {
    const slot = this.slotOf(fingerprint);
    if (this.keys[slot] !== 0) return;
    this.keys[slot] = fingerprint + 1;
    this.size += 1;
    if (this.size > this.keys.length * MOST_LOAD) this.grow();
  }

  /** How often this was asked for the fingerprint before; 0 for one that is not tracked. */
  next(fingerprint: number): number {
    const slot = this.slotOf(fingerprint);
    if (this.keys[slot] === 0) return 0;
    const count = this.counts[slot] ?? 0;
    this.counts[slot] = count + 1;
    return count;
  }

  private slotOf(fingerprint: number): number {
    const mask = this.keys.length - 1;
    let slot = imul(fingerprint ^ floor(fingerprint / 2 ** 32), 2654435761) & mask;
    while (this.keys[slot] !== 0 && this.keys[slot] !== fingerprint + 1) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { keys, counts } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.counts = new Uint32Array(keys.length * 2);
    keys.forEach((key, old) => {
      if (key === 0) return;
      const slot = this.slotOf(key - 1);
      this.keys[slot] = key;
      this.counts[slot] = counts[old] ?? 0;
    });
  }
}
