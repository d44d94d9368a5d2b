/** What a process is asked to train. */
export interface StudyTask {
  /** Name of a `StudyRow`. */
  readonly row: string;
  readonly seed: number;
  readonly budgetSeconds: number;
  /** Holds `data` and `models`. */
  readonly shared: string;
  /** Where teachers are kept. */
  readonly teachersFolder: string;
}
