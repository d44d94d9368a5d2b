import { join } from "node:path";

/** Where training leaves its files. */
export interface HomeFolders {
  /** `<space>/<run>`: what the runs trained on. */
  readonly snapshots: string;
  /** `<run>`: what a run is working on; nothing in it outlives the run. */
  readonly work: string;
  /** `<run>.log`: what the training processes said. */
  readonly logs: string;
}

/** The folders of training in a home. */
export function homeFolders(home: string): HomeFolders {
  return { snapshots: join(home, "snapshots"), work: join(home, "work"), logs: join(home, "logs") };
}
