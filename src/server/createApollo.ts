import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestContext } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { OperationTypeNode, type GraphQLError } from "graphql";

import type { ApolloContext } from "./apolloContext.js";
import { checkOperation, type CheckedOperation } from "./checkOperation.js";
import { documentLimits } from "./documentLimits.js";
import { formatError } from "./formatError.js";
import { httpStatusOf } from "./httpStatusOf.js";
import { isRequestErrorCode } from "./isRequestErrorCode.js";
import { requestError } from "./requestError.js";
import type { ServerParts } from "./serverParts.js";
import { wantsLegacyStatus } from "./wantsLegacyStatus.js";

function noStream(): GraphQLError {
  return requestError(
    "BAD_REQUEST",
    "Cannot answer a subscription here: server-sent events at POST /graphql/stream, or the WebSocket at /graphql, are wanted",
  );
}

/** The code of the answer's first error; "OK" where there is none. */
function codeOf({ response: { body } }: GraphQLRequestContext<ApolloContext>): string {
  const code = body?.kind === "single" ? body.singleResult.errors?.[0]?.extensions?.code : undefined;
  return isRequestErrorCode(code) ? code : "OK";
}

function holdsData({ response: { body } }: GraphQLRequestContext<ApolloContext>): boolean {
  const data = body?.kind === "single" ? body.singleResult.data : undefined;
  return Object.values(data ?? {}).some((value) => value !== null);
}

/** Checks an operation before it runs; says its cost in a header, and the status that fits an answer without data. */
function operationPlugin({ schema, limits, metrics }: ServerParts): ApolloServerPlugin<ApolloContext> {
  return {
    requestDidStart() {
      const end = metrics.startRequest("http");
      let checked: CheckedOperation | undefined;
      return Promise.resolve({
        didResolveOperation({ document, operation, request, response }) {
          if (operation?.operation === OperationTypeNode.SUBSCRIPTION) return Promise.reject(noStream());
          const { operationName, variables } = request;
          checked = checkOperation({ schema, document, operationName, variables }, limits);
          if (checked !== undefined) response.http.headers.set("x-graphql-cost", String(checked.cost));
          return Promise.resolve();
        },
        willSendResponse(context) {
          const code = codeOf(context);
          const { http } = context.response;
          if (isRequestErrorCode(code) && !holdsData(context)) {
            if (wantsLegacyStatus(context.request.http?.headers.get("accept"), code)) http.status = 200;
            else http.status ??= httpStatusOf(code);
          }
          end(checked?.rootFields, code);
          return Promise.resolve();
        },
      });
    },
  };
}

/**
 * Apollo Server, told to keep to itself: it reports nothing to anybody whatever the environment says, leaves signals and
 * shutdown to the program, and shows no landing page, which would ask other hosts.
 */
export function createApollo(parts: ServerParts): ApolloServer<ApolloContext> {
  const { schema, limits, log } = parts;
  return new ApolloServer<ApolloContext>({
    schema,
    nodeEnv: "production",
    introspection: true, // the schema is public, and GraphiQL needs it; every field of it is closed without a key
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false, // it would send the signal again and end the process before the rest is closed
    parseOptions: { maxLexicalTokens: limits.maxTokens },
    validationRules: [documentLimits(limits)],
    validationOptions: { maxErrors: limits.maxErrors },
    executionOptions: { maxCoercionErrors: limits.maxErrors },
    formatError: (_formatted, error) => formatError(error, log),
    logger: {
      debug: (message?: unknown) => {
        log.debug({}, String(message));
      },
      info: (message?: unknown) => {
        log.info({}, String(message));
      },
      warn: (message?: unknown) => {
        log.warn({}, String(message));
      },
      error: (message?: unknown) => {
        log.error({}, String(message));
      },
    },
    plugins: [
      operationPlugin(parts),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}
