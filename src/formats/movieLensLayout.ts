import type { Folder } from "./listFolder.js";
import type { Table } from "./readTable.js";
import type { SourceInteraction } from "./sourceInteraction.js";
import type { SourceItem } from "./sourceItem.js";
import type { SourceUser } from "./sourceUser.js";

/** The tables of one MovieLens release. */
interface MovieLensTables {
  readonly interactions: Table<SourceInteraction>;
  /** `null` where the folder lacks the file. */
  readonly items: Table<SourceItem> | null;
  readonly users: Table<SourceUser> | null;
}

/** How one family of MovieLens releases lays out its folder. */
export interface MovieLensLayout {
  /** Part of the source's name. */
  readonly release: string;
  /** The file of interactions, by which a folder is recognised. */
  readonly interactionsFile: string;
  /** @throws {DomainError} `BAD_DATA` if a file that is needed is malformed. */
  tables(folder: Folder, options: { latestMs: number }): Promise<MovieLensTables>;
}
