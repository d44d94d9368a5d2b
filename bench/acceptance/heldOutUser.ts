/** A user of the data set, as the files have them. */
export interface HeldOutUser {
  readonly id: string;
  /** All items but the last, oldest first: what the import stores. */
  readonly history: readonly string[];
  /** The last item: what a good recommendation would name. */
  readonly heldOut: string;
}
