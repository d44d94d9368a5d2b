/** What the default options depend on: the size and the shape of a log, never its name. */
export interface LogStatistics {
  /** Users with anything to learn: two training items or more. */
  readonly users: number;
  /** Items of the catalogue. */
  readonly items: number;
  /** Training interactions of those users. */
  readonly interactions: number;
  /** Mean training items a user; 0 without users. */
  readonly meanLength: number;
}

/** @param sequences Training items of each user. */
export function logStatistics(sequences: readonly Int32Array[], items: number): LogStatistics {
  const lengths = sequences.map(({ length }) => length).filter((length) => length >= 2);
  const interactions = lengths.reduce((sum, length) => sum + length, 0);
  return {
    users: lengths.length,
    items,
    interactions,
    meanLength: lengths.length === 0 ? 0 : interactions / lengths.length,
  };
}
