/** One file of a data set. */
export interface DataFile {
  readonly path: string;
  /** Its size on disk, compressed where it is compressed. */
  readonly bytes: number;
}
