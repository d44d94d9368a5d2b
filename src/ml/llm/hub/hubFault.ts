import { HubApiError } from "@huggingface/hub";

import { DomainError } from "../../../domain/domainError.js";
import type { HubOptions } from "./hubOptions.js";

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;

/** The error for a model that the hub does not give, with what to do about it. */
export function hubFault(name: string, { endpoint }: HubOptions, error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const cannot = `Cannot download language model "${name}"`;
  if (!(error instanceof HubApiError)) {
    const state = `the hub at ${endpoint} does not answer as it should; what came is kept, so try again, or set HF_HUB_OFFLINE to use what is there`;
    return new DomainError("LANGUAGE_MODEL_UNUSABLE", `${cannot}: ${state}`, { cause: error });
  }
  switch (error.statusCode) {
    case NOT_FOUND:
      return new DomainError("UNKNOWN_LANGUAGE_MODEL", `${cannot}: the hub at ${endpoint} has none of this name`, { cause: error }); // prettier-ignore
    case UNAUTHORIZED:
    case FORBIDDEN: {
      const state = `the hub answers ${error.statusCode}: there is none of this name, or HF_TOKEN must be that of somebody who may read it`;
      return new DomainError("UNKNOWN_LANGUAGE_MODEL", `${cannot}: ${state}`, { cause: error });
    }
    default:
      return new DomainError("LANGUAGE_MODEL_UNUSABLE", `${cannot}: the hub at ${endpoint} answers ${error.statusCode}`, { cause: error }); // prettier-ignore
  }
}
