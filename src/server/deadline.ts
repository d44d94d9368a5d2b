import type { GraphQLError } from "graphql";

import { requestError } from "./requestError.js";

/** When a request is given up. */
export interface Deadline {
  /** Aborted then; what has not begun is not begun. */
  readonly signal: AbortSignal;
  /** Resolves then, with what to tell the client. */
  readonly passed: Promise<GraphQLError>;
  /** To be called when the request was answered. */
  clear(): void;
}

/** Starts the time of a request. */
export function startDeadline(afterMs: number): Deadline {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<GraphQLError>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve(requestError("TIMEOUT", "Cannot answer in time: ask for less, or try again later", { status: 503 }));
    }, afterMs);
  });
  return {
    signal: controller.signal,
    passed,
    clear: () => {
      clearTimeout(timer);
    },
  };
}
