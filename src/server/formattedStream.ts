import type { ExecutionResult, FormattedExecutionResult } from "graphql";

import type { Logger } from "../domain/logger.js";

import { formatError } from "./formatError.js";
import { formatResult } from "./formatResult.js";

/**
 * The results of a subscription as clients see them. A stream that breaks ends with a result that says why, the same
 * over every transport.
 *
 * @param onEnd Called once, whoever ends it.
 */
export function formattedStream(
  source: AsyncGenerator<ExecutionResult, void, void>,
  log: Logger,
  onEnd: () => void,
): AsyncGenerator<FormattedExecutionResult, void, void> {
  let isEnded = false;
  const end = (): void => {
    if (!isEnded) onEnd();
    isEnded = true;
  };
  return {
    async next() {
      if (isEnded) return { done: true, value: undefined };
      try {
        const step = await source.next();
        if (step.done !== true) return { done: false, value: formatResult(step.value, log) };
        end();
        return { done: true, value: undefined };
      } catch (error) {
        end();
        return { done: false, value: { errors: [formatError(error, log)] } };
      }
    },
    async return() {
      end();
      await source.return();
      return { done: true, value: undefined };
    },
    async throw(error) {
      end();
      await source.return();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return();
    },
  };
}
