import type { ExecutionResult, FormattedExecutionResult } from "graphql";

import type { Logger } from "../domain/logger.js";

import { formatError } from "./formatError.js";

/** A result as clients see it: no error says more than it may. */
export function formatResult({ errors, data }: ExecutionResult, log: Logger): FormattedExecutionResult {
  return {
    ...(errors && { errors: errors.map((error) => formatError(error, log)) }),
    ...(data !== undefined && { data }),
  };
}
