/** The part of a seeded generator that the load needs. */
export interface Random {
  /** The next whole number in [0, limit). */
  int(limit: number): number;
}
