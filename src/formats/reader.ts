import type { DataSource } from "./dataSource.js";
import type { Place } from "./place.js";
import type { ReaderOptions } from "./readerOptions.js";

/** One format. */
export interface Reader {
  /** What it looks for in a folder, for the message that says that nothing was found. */
  readonly looksFor: string;
  /** Whether the place looks like this format. */
  recognises(place: Place): Promise<boolean>;
  /** @throws {DomainError} `BAD_DATA` if a file that the format needs is absent or malformed. */
  open(place: Place, options: ReaderOptions): Promise<DataSource>;
}
