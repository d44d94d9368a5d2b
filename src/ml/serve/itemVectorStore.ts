/** The vector of an item that came after a model was trained, made from one state of its title. */
export interface StoredItemVector {
  readonly itemId: string;
  /** SHA-256 of the title that it was made from, hexadecimal. */
  readonly textHash: string;
  readonly vector: Float32Array;
}

/** Where the vectors of a model version's later items are kept, for other processes and for a restart. */
export interface ItemVectorStore {
  /** The vectors that are kept of these items, of whatever state of their titles. */
  read(itemIds: readonly string[]): Promise<readonly StoredItemVector[]>;
  /** Keeps vectors in place of those of other titles; those of items that are gone are dropped. */
  write(vectors: readonly StoredItemVector[]): Promise<void>;
}
