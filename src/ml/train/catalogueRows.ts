/** @file The rows of one catalogue in another. Axes: B histories, N items of the catalogue, M of the model. */

/** Translates histories into a model's rows, and its scores back; items that it does not know score below all others. */
export class CatalogueRows {
  /** Items of the catalogue that the model does not know. */
  readonly unknownItems: number;
  /** Row of the model for each row of the catalogue, 0 where there is none; `[N + 1]`. */
  private readonly modelRow: Int32Array;

  /**
   * @param modelItemIds Row r at index r - 1.
   * @param itemIds The other catalogue.
   */
  constructor(
    private readonly modelItemIds: readonly string[],
    itemIds: readonly string[],
  ) {
    const rows = new Map(modelItemIds.map((id, index) => [id, index + 1]));
    this.modelRow = Int32Array.from(["", ...itemIds], (id, row) => (row === 0 ? 0 : (rows.get(id) ?? 0)));
    this.unknownItems = this.modelRow.filter((row, index) => index > 0 && row === 0).length;
  }

  /** Histories in the model's rows; unknown items are skipped. */
  toModel(histories: readonly Int32Array[]): Int32Array[] {
    return histories.map((history) => history.map((row) => this.modelRow[row]!).filter((row) => row !== 0));
  }

  /** @param known `[B, M + 1]` @returns `[B, N + 1]` */
  toCatalogue(known: Float32Array): Float32Array {
    const [from, to] = [this.modelItemIds.length + 1, this.modelRow.length];
    const count = known.length / from;
    const scores = new Float32Array(count * to).fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < count; i++) {
      for (let row = 1; row < to; row++) {
        const modelRow = this.modelRow[row]!;
        if (modelRow !== 0) scores[i * to + row] = known[i * from + modelRow]!;
      }
    }
    return scores;
  }
}
