import { execute, subscribe, type ExecutionResult, type FormattedExecutionResult } from "graphql";

import { startDeadline } from "./deadline.js";
import { formatError } from "./formatError.js";
import { formatResult } from "./formatResult.js";
import { formattedStream } from "./formattedStream.js";
import { holderOf } from "./holderOf.js";
import type { PreparedOperation } from "./prepareOperation.js";
import { requestContextOf, type ContextOptions } from "./requestContextOf.js";
import { isRequestErrorCode } from "./isRequestErrorCode.js";
import type { ServerParts } from "./serverParts.js";

/** What a client gets: one result, or one after the other. */
export type OperationResults = FormattedExecutionResult | AsyncGenerator<FormattedExecutionResult, void, void>;

function isStream(
  result: ExecutionResult | AsyncGenerator<ExecutionResult, void, void>,
): result is AsyncGenerator<ExecutionResult, void, void> {
  return Symbol.asyncIterator in result;
}

/** Who runs an operation. */
export type Caller = Pick<ContextOptions, "key" | "authorization">;

/** A subscription has no deadline. */
const NEVER = new AbortController().signal;

async function watch(
  parts: ServerParts,
  { execution }: PreparedOperation,
  caller: Caller,
  transport: "websocket" | "sse",
): Promise<OperationResults> {
  const { metrics, log, subscriptions } = parts;
  const leave = subscriptions.enter(holderOf(caller.key));
  try {
    const contextValue = requestContextOf(parts, { ...caller, signal: NEVER, isCaching: false });
    const result = await subscribe({ ...execution, contextValue });
    if (!isStream(result)) {
      leave();
      return formatResult(result, log);
    }
    metrics.openSubscriptions.inc({ transport });
    return formattedStream(result, log, () => {
      metrics.openSubscriptions.dec({ transport });
      leave();
    });
  } catch (error) {
    leave();
    throw error;
  }
}

async function answer(parts: ServerParts, { execution }: PreparedOperation, caller: Caller): Promise<OperationResults> {
  const { limits, log, requests } = parts;
  const leave = requests.enter(holderOf(caller.key));
  const deadline = startDeadline(limits.requestTimeoutMs);
  const contextValue = requestContextOf(parts, { ...caller, signal: deadline.signal, isCaching: true });
  const answered = Promise.resolve(execute({ ...execution, contextValue })).finally(() => {
    deadline.clear();
    leave(); // not before: what was given up still works
  });
  const first = await Promise.race([answered, deadline.passed]);
  return first instanceof Error ? { errors: [formatError(first, log)] } : formatResult(first, log);
}

/**
 * Runs an operation that came over WebSocket or server-sent events. It holds a place of its key until it has ended: one
 * of the key's subscriptions, or of its requests.
 */
export async function runOperation(
  parts: ServerParts,
  operation: PreparedOperation,
  caller: Caller,
  transport: "websocket" | "sse",
): Promise<OperationResults> {
  const end = parts.metrics.startRequest(transport);
  let results: OperationResults;
  try {
    results = await (operation.isSubscription
      ? watch(parts, operation, caller, transport)
      : answer(parts, operation, caller));
  } catch (error) {
    results = { errors: [formatError(error, parts.log)] };
  }
  const code = Symbol.asyncIterator in results ? undefined : results.errors?.[0]?.extensions?.["code"];
  end(operation.checked?.rootFields, isRequestErrorCode(code) ? code : "OK");
  return results;
}
