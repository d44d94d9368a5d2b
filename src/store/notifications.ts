import type { SpaceId } from "../domain/spaceId.js";

type Stop = () => void;

/** News of other processes, and of our own. */
export interface Notifications {
  /** A training run changed. @returns What ends the subscription. */
  onRun(listener: (runId: string) => void): Stop;
  /** A space's catalogue, served model or event meanings changed. @returns What ends the subscription. */
  onSpace(listener: (spaceId: SpaceId) => void): Stop;
  /** The connection was lost and is back: anything may have changed in between. @returns What ends the subscription. */
  onReconnect(listener: () => void): Stop;
  close(): Promise<void>;
}
