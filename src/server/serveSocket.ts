import type { IncomingMessage } from "node:http";

import { CloseCode, type Server } from "graphql-ws";
import type { RawData, WebSocket } from "ws";

import type { Logger } from "../domain/logger.js";

import { isAllowedOrigin } from "./isAllowedOrigin.js";
import type { ServerParts } from "./serverParts.js";

/** How often a connection is tried for life, in milliseconds: proxies drop silent ones after a minute or so. */
const PING_MS = 12_000;

/** The protocol's own code for one sort of too much, and HTTP's 429. */
const TOO_MANY_REQUESTS = 4429;

/** A WebSocket and the request that it began with. */
export interface Connection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

/** Pings the other side, and drops it once a ping is not answered before the next. */
function keepAlive(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on("pong", () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) {
      socket.terminate();
      return;
    }
    isAlive = false;
    socket.ping();
  }, PING_MS).unref();
  return () => {
    clearInterval(timer);
  };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.from(data as Buffer).toString("utf8");
}

/** Hands messages on. A subscription counts as being handled until it has ended. */
function receive(socket: WebSocket, handle: (text: string) => Promise<void>, limit: number, log: Logger): void {
  let handling = 0;
  socket.on("message", (data) => {
    if (handling >= limit) {
      socket.close(TOO_MANY_REQUESTS, "Too many requests");
      return;
    }
    handling++;
    handle(textOf(data))
      .catch((err: unknown) => {
        log.error({ err }, "Cannot handle a WebSocket message");
        socket.close(CloseCode.InternalServerError, "Internal server error");
      })
      .finally(() => handling--);
  });
}

/** Lets the protocol speak through a socket, until it closes. */
export function serveSocket(
  protocol: Server<Connection>,
  connection: Connection,
  { log, allowedOrigins, limits }: ServerParts,
): void {
  const { socket, request } = connection;
  socket.on("error", (err) => {
    log.debug({ err }, "A WebSocket broke");
  }); // such as a message that is too large
  if (!isAllowedOrigin(request.headers, allowedOrigins)) {
    socket.close(CloseCode.Forbidden, "Forbidden");
    return;
  }
  const stop = keepAlive(socket);
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (text) =>
        new Promise((resolve, reject) => {
          if (socket.readyState === socket.OPEN)
            socket.send(text, (error) => {
              if (error) reject(error);
              else resolve();
            });
          else resolve();
        }),
      close: (code, reason) => {
        socket.close(code, reason);
      },
      onMessage: (handle) => {
        receive(socket, handle, limits.maxSubscriptionsPerKey + limits.maxInFlightPerKey, log);
      },
    },
    connection,
  );
  socket.once("close", (code, reason) => {
    stop();
    void closed(code, reason.toString()).catch((err: unknown) => {
      log.error({ err }, "Cannot end a WebSocket");
    });
  });
}
