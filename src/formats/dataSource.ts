import type { EventMeanings } from "../domain/eventMeaning.js";
import type { DataFile } from "./dataFile.js";
import type { SourceFormat } from "./sourceFormat.js";
import type { SourceInteraction } from "./sourceInteraction.js";
import type { SourceItem } from "./sourceItem.js";
import type { SourceRow } from "./sourceRow.js";
import type { SourceUser } from "./sourceUser.js";

/**
 * A data set on disk. Nothing is read before an iteration starts, an iteration holds a few hundred kilobytes whatever the size of the
 * files, and each can be repeated. Rows come in the order of the files, which is also the order of events of equal time.
 *
 * Every iteration ends with a `DomainError` `BAD_DATA` where a file cannot be read to its end.
 */
export interface DataSource {
  readonly format: Exclude<SourceFormat, "auto">;
  /** Names the data set, not the place where it lies: an import derives event ids from it. */
  readonly name: string;
  /** `ordinal`: the timestamps order each user's events and are no dates. */
  readonly timestampKind: "unix" | "ordinal";
  /** What the data set says of its event types; a type it does not name has the default meaning. */
  readonly eventMeanings: EventMeanings;
  /** ISO 8601: when the data set was taken; what was logged later is not in it. Null where it does not say. */
  readonly cutOff: string | null;
  /** Every file that is read. */
  readonly files: readonly DataFile[];
  /** The files behind each iteration, for progress. */
  readonly parts: Readonly<Record<"items" | "users" | "interactions", readonly DataFile[]>>;
  items(): AsyncIterable<SourceRow<SourceItem>>;
  users(): AsyncIterable<SourceRow<SourceUser>>;
  interactions(): AsyncIterable<SourceRow<SourceInteraction>>;
}
