import type { ApiKey } from "../recommend/apiKeys.js";

/** Who holds places of `InFlight`: a key, or all who come without one together. */
export function holderOf(key: ApiKey | null): string {
  return key === null ? "anonymous" : `${key.spaceId}/${key.id}`;
}
