import type { SourceRow } from "./sourceRow.js";

/** The rows of a part that a data set does not have. */
export async function* noRows(): AsyncGenerator<SourceRow<never>> {
  // Nothing to yield.
}
