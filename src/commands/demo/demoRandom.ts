/** A seeded source of random numbers; the generator takes no other. */
export interface DemoRandom {
  /** The next number in [0, 1). */
  next(): number;
  /** The next whole number in [0, limit). */
  int(limit: number): number;
  /** A generator of its own for one part of the work, so that changing one part leaves the others as they are. */
  fork(label: string): DemoRandom;
}
