/** Which part of a list is wanted. */
export interface PageInput {
  /** How many entries, 1 to 100. */
  readonly first: number;
  /** The cursor of the entry before the first wanted one. */
  readonly after?: string | null | undefined;
}
