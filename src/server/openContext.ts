import { DomainError } from "../domain/domainError.js";
import { RequestContext } from "../resolvers/requestContext.js";

import { authenticate } from "./authenticate.js";
import type { ServerParts } from "./serverParts.js";

/** What differs between requests. */
export interface ContextOptions {
  /** As `authenticate` takes it. */
  readonly authorization: string | undefined;
  readonly signal: AbortSignal;
  readonly isCaching: boolean;
}

/**
 * Makes the context of one request.
 *
 * @throws {DomainError} `UNAUTHENTICATED` if it was sent with a key that is not good.
 */
export async function openContext(
  { useCases, metrics, limits }: ServerParts,
  { authorization, signal, isCaching }: ContextOptions,
): Promise<RequestContext> {
  const key = await authenticate(useCases.apiKeys, authorization);
  return new RequestContext({
    key,
    useCases,
    meter: metrics,
    signal,
    isCaching,
    keyCheckMs: limits.keyCheckMs,
    isKeyGood: async () => {
      try {
        return (await authenticate(useCases.apiKeys, authorization)) !== null;
      } catch (error) {
        if (error instanceof DomainError && error.code === "UNAUTHENTICATED") return false;
        throw error;
      }
    },
  });
}
