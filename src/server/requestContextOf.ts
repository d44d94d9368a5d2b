import { DomainError } from "../domain/domainError.js";
import type { ApiKey } from "../recommend/apiKeys.js";
import { RequestContext } from "../resolvers/requestContext.js";

import { authenticate } from "./authenticate.js";
import type { ServerParts } from "./serverParts.js";

/** What differs between requests. */
export interface ContextOptions {
  /** The key that `authenticate` found. */
  readonly key: ApiKey | null;
  /** What it was found by, to ask again. */
  readonly authorization: string | undefined;
  readonly signal: AbortSignal;
  readonly isCaching: boolean;
}

/** Makes the context of one request. */
export function requestContextOf(
  { useCases, metrics, limits }: ServerParts,
  { key, authorization, signal, isCaching }: ContextOptions,
): RequestContext {
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
