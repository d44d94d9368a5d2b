/** An item of the demo catalogue, as `items.jsonl.gz` holds it. */
export interface DemoItem {
  readonly id: string;
  /** Unique in the catalogue. */
  readonly title: string;
  readonly text: string;
  /** The genre and the medium. */
  readonly categories: readonly [genre: string, medium: string];
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}
