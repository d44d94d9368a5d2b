import type { ScoringModel } from "../models/scoringModel.js";
import { CatalogueRows } from "./catalogueRows.js";

/**
 * A model as one of another catalogue: rows are translated, items that the model does not know are skipped in histories
 * and score below all others.
 */
export class CatalogueModel implements ScoringModel {
  readonly kind;
  readonly itemCount: number;
  readonly userVectors?: (histories: readonly Int32Array[]) => Promise<Float32Array>;
  private readonly rows: CatalogueRows;

  /**
   * @param model Of the items `modelItemIds`, row r at index r - 1.
   * @param itemIds The other catalogue.
   */
  constructor(
    private readonly model: ScoringModel,
    modelItemIds: readonly string[],
    itemIds: readonly string[],
  ) {
    this.rows = new CatalogueRows(modelItemIds, itemIds);
    this.kind = model.kind;
    this.itemCount = itemIds.length;
    if (model.userVectors !== undefined)
      this.userVectors = (histories) => model.userVectors!(this.rows.toModel(histories));
  }

  /** Items of the catalogue that the model does not know. */
  get unknownItems(): number {
    return this.rows.unknownItems;
  }

  async scoreAll(histories: readonly Int32Array[]): Promise<Float32Array> {
    return this.rows.toCatalogue(await this.model.scoreAll(this.rows.toModel(histories)));
  }

  close(): Promise<void> {
    return this.model.close();
  }
}
