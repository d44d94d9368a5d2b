import type { FastifyInstance } from "fastify";
import type { ExecutionArgs, FormattedExecutionResult, GraphQLError } from "graphql";
import { CloseCode, handleProtocols, makeServer, type Context, type OperationResult, type Server } from "graphql-ws";
import { WebSocketServer } from "ws";

import { DomainError } from "../domain/domainError.js";
import type { ApiKey } from "../recommend/apiKeys.js";

import { authenticate } from "./authenticate.js";
import { formatError } from "./formatError.js";
import { prepareOperation, type PreparedOperation, type SentOperation } from "./prepareOperation.js";
import { requestError } from "./requestError.js";
import { runOperation, type Caller } from "./runOperation.js";
import { serveSocket, type Connection } from "./serveSocket.js";
import type { ServerParts } from "./serverParts.js";

/** How long a client may take to say who it is, in milliseconds. */
const INIT_MS = 3_000;

/** How long clients have to close when the server does, in milliseconds. */
const CLOSE_MS = 500;

const GOING_AWAY = 1001;

type ConnectionContext = Context<Record<string, unknown>, Connection>;

function textUnder(record: unknown, name: string): string | undefined {
  if (typeof record !== "object" || record === null) return undefined;
  const value = Object.entries(record).find(([key]) => key.toLowerCase() === name)?.[1] as unknown;
  return typeof value === "string" ? value : undefined;
}

/** What the client sent of a key: in the payload of `connection_init`, where browsers can, or in the header. */
function authorizationOf({ connectionParams, extra }: ConnectionContext): string | undefined {
  return textUnder(connectionParams, "authorization") ?? extra.request.headers.authorization;
}

/** The connection's key, if it is good; else the connection is closed. */
async function admit(parts: ServerParts, connection: ConnectionContext): Promise<ApiKey | null> {
  try {
    const key = await authenticate(parts.useCases.apiKeys, authorizationOf(connection));
    if (key !== null) return key;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "UNAUTHENTICATED") throw error;
  }
  connection.extra.socket.close(CloseCode.Unauthorized, "Unauthorized");
  return null;
}

/** Operations of one server that have been prepared and not begun, each with who runs it. */
type Prepared = WeakMap<ExecutionArgs, { readonly operation: PreparedOperation; readonly caller: Caller }>;

async function prepare(
  parts: ServerParts,
  prepared: Prepared,
  connection: ConnectionContext,
  sent: SentOperation,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const key = await admit(parts, connection);
  if (key === null) return [requestError("UNAUTHENTICATED", "Cannot go on: a good API key is wanted")];
  const operation = prepareOperation(parts, sent);
  if (!("execution" in operation)) return operation;
  const args = { ...operation.execution, contextValue: undefined }; // made when it runs
  prepared.set(args, { operation, caller: { key, authorization: authorizationOf(connection) } });
  return args;
}

function protocolOf(parts: ServerParts): Server<Connection> {
  const prepared: Prepared = new WeakMap();
  // Formatted already: the library's types know only the errors of graphql-js.
  const run = (args: ExecutionArgs): OperationResult => {
    const ready = prepared.get(args);
    if (ready === undefined) throw new TypeError("Cannot run an operation that was not prepared");
    return runOperation(parts, ready.operation, ready.caller, "websocket") as OperationResult;
  };
  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_MS,
    onConnect: async (connection) => (await admit(parts, connection)) !== null,
    onSubscribe: (connection, _id, payload) => prepare(parts, prepared, connection, payload),
    execute: run,
    subscribe: run,
    onNext: (_connection, _id, _payload, _args, result) => result as FormattedExecutionResult, // `run` has formatted it
    onError: (_connection, _id, _payload, errors) => errors.map((error) => formatError(error, parts.log)),
  });
}

/**
 * GraphQL over WebSocket at `/graphql`, by the graphql-transport-ws protocol. Without a good key a connection is closed
 * with 4401, from a page of another origin with 4403; a key that is revoked later is refused by the next operation.
 */
export function webSocketTransport(app: FastifyInstance, parts: ServerParts): void {
  const sockets = new WebSocketServer({
    server: app.server,
    path: "/graphql",
    maxPayload: parts.limits.maxBodyBytes,
    handleProtocols,
  });
  const protocol = protocolOf(parts);
  sockets.on("error", () => undefined); // it repeats the HTTP server's own, such as a port in use, which `listen` reports
  sockets.on("connection", (socket, request) => {
    serveSocket(protocol, { socket, request }, parts);
  });
  app.addHook("preClose", (done) => {
    for (const socket of sockets.clients) {
      socket.close(GOING_AWAY, "Going away");
      setTimeout(() => {
        socket.terminate();
      }, CLOSE_MS).unref();
    }
    sockets.close(() => {
      done();
    });
  });
}
