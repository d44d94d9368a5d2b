import { fileURLToPath } from "node:url";

import type { Logger } from "../../src/domain/logger.js";
import { USER_VECTOR_TOLD } from "./userVectorTold.js";

/** Collects what the inference processes of a pool tell that runs `timedInferenceChild`: its log and its command. */
export function userVectorTimes(): {
  readonly log: Logger;
  readonly childCommand: readonly string[];
  readonly milliseconds: number[];
} {
  const milliseconds: number[] = [];
  const ignore = () => undefined;
  const debug = (fields: object, message: string): void => {
    if (message === USER_VECTOR_TOLD) milliseconds.push((fields as { milliseconds: number }).milliseconds);
  };
  const script = fileURLToPath(new URL("timedInferenceChild.ts", import.meta.url));
  return {
    log: { debug, info: ignore, warn: ignore, error: ignore },
    childCommand: [process.execPath, "--import", "tsx", script],
    milliseconds,
  };
}
