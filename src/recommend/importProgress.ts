/** What an import is doing; the survey reads all interactions once before anything is written. */
export type ImportPhase = "SURVEY" | "ITEMS" | "USERS" | "INTERACTIONS";

/** How far a phase of an import has come. */
export interface ImportProgress {
  readonly phase: ImportPhase;
  /** Rows read in this phase, faulty ones too. */
  readonly rows: number;
  /** From 0 to 1: by rows where their number is known, else by bytes, which runs a little ahead in compressed files. */
  readonly share: number;
}
