import type { EventMeanings } from "../domain/eventMeaning.js";
import type { SourceFormat } from "../formats/sourceFormat.js";

/** What an import found and did. */
export interface ImportSummary {
  /** Name of the data set. */
  readonly source: string;
  readonly format: Exclude<SourceFormat, "auto">;
  readonly timestampKind: "unix" | "ordinal";
  readonly items: {
    readonly read: number;
    readonly created: number;
    readonly updated: number;
    readonly faulty: number;
    /** Made with their id as title, because interactions mention them and nothing else does. */
    readonly mentionedOnly: number;
  };
  readonly users: {
    readonly read: number;
    readonly created: number;
    readonly updated: number;
    readonly faulty: number;
  };
  readonly interactions: {
    readonly read: number;
    readonly added: number;
    /** In the store already, from an earlier import. */
    readonly duplicates: number;
    readonly faulty: number;
    readonly heldOut: number;
    /** Not added, because their item was deleted while the import ran. */
    readonly itemDeleted: number;
  };
  /** Meanings of event types that the data set brought and the space did not have. */
  readonly eventMeaningsAdded: EventMeanings;
  readonly seconds: number;
  /** Rows of all kinds read and written, a second. */
  readonly rowsPerSecond: number;
}
