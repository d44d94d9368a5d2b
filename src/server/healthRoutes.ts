import { setTimeout as delay } from "node:timers/promises";

import type { FastifyInstance } from "fastify";

import type { UseCases } from "../recommend/useCases.js";

import type { ServerParts } from "./serverParts.js";

/** How long the database may take to count as there, in milliseconds. */
const READY_MS = 2_000;

/** What a load balancer should know; no names, since anybody may ask. */
interface Readiness {
  readonly status: "ready" | "not ready";
  readonly database: "up" | "down";
  /** How many spaces there are, and how many of them serve a model; the rest answer by popularity. */
  readonly spaces: number | null;
  readonly spacesWithModel: number | null;
  /** In how many of those this process could not load the model when it last tried, so that something else stands in. */
  readonly spacesDegraded: number | null;
}

async function readinessOf({ spaces, models }: UseCases): Promise<Readiness> {
  const ended = new AbortController();
  try {
    const all = await Promise.race([
      spaces.list(),
      delay(READY_MS, undefined, { signal: ended.signal, ref: false }).then(() => {
        throw new Error("Cannot wait longer for the database");
      }),
    ]);
    const spacesWithModel = all.filter(({ servedModelVersionId }) => servedModelVersionId !== null).length;
    const { degradedSpaces: spacesDegraded } = models;
    return { status: "ready", database: "up", spaces: all.length, spacesWithModel, spacesDegraded };
  } finally {
    ended.abort();
  }
}

/**
 * `/health`: the process lives. `/ready`: it can answer, since the database does; 503 where not. A model that cannot be
 * loaded leaves it ready, since something else answers, and is told in the body.
 */
export function healthRoutes(app: FastifyInstance, { useCases, log }: ServerParts): void {
  app.get("/health", () => ({ status: "live" }));
  app.get("/ready", async (_request, reply): Promise<Readiness> => {
    try {
      return await readinessOf(useCases);
    } catch (err) {
      log.warn({ err }, "Not ready: the database does not answer");
      void reply.code(503);
      return { status: "not ready", database: "down", spaces: null, spacesWithModel: null, spacesDegraded: null };
    }
  });
}
