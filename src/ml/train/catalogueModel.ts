import type { ScoringModel } from "../models/scoringModel.js";

/**
 * A model as one of another catalogue: rows are translated, items that the model does not know are skipped in histories
 * and score below all others.
 */
export class CatalogueModel implements ScoringModel {
  readonly kind;
  readonly itemCount: number;
  /** Items of the catalogue that the model does not know. */
  readonly unknownItems: number;
  readonly userVectors?: (histories: readonly Int32Array[]) => Promise<Float32Array>;
  /** Row of the model for each row of the catalogue, 0 where there is none; `[N + 1]`. */
  private readonly modelRow: Int32Array;

  /**
   * @param model Of the items `modelItemIds`, row r at index r - 1.
   * @param itemIds The other catalogue.
   */
  constructor(
    private readonly model: ScoringModel,
    modelItemIds: readonly string[],
    itemIds: readonly string[],
  ) {
    const rows = new Map(modelItemIds.map((id, index) => [id, index + 1]));
    this.modelRow = Int32Array.from(["", ...itemIds], (id, row) => (row === 0 ? 0 : (rows.get(id) ?? 0)));
    this.kind = model.kind;
    this.itemCount = itemIds.length;
    this.unknownItems = this.modelRow.filter((row, index) => index > 0 && row === 0).length;
    if (model.userVectors !== undefined)
      this.userVectors = (histories) => model.userVectors!(this.translate(histories));
  }

  async scoreAll(histories: readonly Int32Array[]): Promise<Float32Array> {
    const known = await this.model.scoreAll(this.translate(histories)); // [B, model's N + 1]
    const [from, to] = [this.model.itemCount + 1, this.itemCount + 1];
    const scores = new Float32Array(histories.length * to).fill(Number.NEGATIVE_INFINITY); // [B, N + 1]
    for (let i = 0; i < histories.length; i++) {
      for (let row = 1; row < to; row++) {
        const modelRow = this.modelRow[row]!;
        if (modelRow !== 0) scores[i * to + row] = known[i * from + modelRow]!;
      }
    }
    return scores;
  }

  close(): Promise<void> {
    return this.model.close();
  }

  private translate(histories: readonly Int32Array[]): Int32Array[] {
    return histories.map((history) => history.map((row) => this.modelRow[row]!).filter((row) => row !== 0));
  }
}
