import { execute, subscribe, type ExecutionResult, type FormattedExecutionResult } from "graphql";

import type { RequestContext } from "../resolvers/requestContext.js";

import { formatError } from "./formatError.js";
import { formatResult } from "./formatResult.js";
import { formattedStream } from "./formattedStream.js";
import { holderOf } from "./holderOf.js";
import type { PreparedOperation } from "./prepareOperation.js";
import { isRequestErrorCode } from "./requestErrorCode.js";
import type { ServerParts } from "./serverParts.js";

/** What a client gets: one result, or one after the other. */
export type OperationResults = FormattedExecutionResult | AsyncGenerator<FormattedExecutionResult, void, void>;

function isStream(
  result: ExecutionResult | AsyncGenerator<ExecutionResult, void, void>,
): result is AsyncGenerator<ExecutionResult, void, void> {
  return Symbol.asyncIterator in result;
}

/**
 * Runs an operation that came over WebSocket or server-sent events. It holds a place of its key until it has ended: one
 * of the key's subscriptions, or of its requests.
 */
export async function runOperation(
  { metrics, log, subscriptions, requests }: ServerParts,
  { execution, isSubscription, checked }: PreparedOperation,
  context: RequestContext,
  transport: "websocket" | "sse",
): Promise<OperationResults> {
  const endTimer = metrics.startRequest(transport);
  const end = (result: FormattedExecutionResult): FormattedExecutionResult => {
    const code = result.errors?.[0]?.extensions?.["code"];
    endTimer(checked?.rootFields, isRequestErrorCode(code) ? code : "OK");
    return result;
  };
  let leave = (): void => undefined;
  try {
    leave = (isSubscription ? subscriptions : requests).enter(holderOf(context.key));
    const args = { ...execution, contextValue: context };
    const result = await (isSubscription ? subscribe(args) : execute(args));
    if (!isStream(result)) {
      leave();
      return end(formatResult(result, log));
    }
    end({});
    metrics.openSubscriptions.inc({ transport });
    return formattedStream(result, log, () => {
      metrics.openSubscriptions.dec({ transport });
      leave();
    });
  } catch (error) {
    leave();
    return end({ errors: [formatError(error, log)] });
  }
}
