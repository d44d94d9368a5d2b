import { DomainError } from "../domain/domainError.js";
import type { ApiKey, ApiKeys } from "../recommend/apiKeys.js";

/** Longest secret that is looked up; ours are far shorter. */
const MAX_SECRET_LENGTH = 200;
const BEARER = /^Bearer(?: +(\S*))? *$/i;

/**
 * The key that a request was sent with.
 *
 * @param authorization The header, or what stands for it in `connection_init`: `Bearer sq_...`.
 * @returns Null where none was sent; an empty one, as a form's untouched default, counts as none.
 * @throws {DomainError} `UNAUTHENTICATED` if it is malformed, unknown or revoked. The key is not repeated.
 */
export async function authenticate(apiKeys: ApiKeys, authorization: string | undefined): Promise<ApiKey | null> {
  if (authorization === undefined || authorization === "") return null;
  const match = BEARER.exec(authorization);
  if (match === null)
    throw new DomainError("UNAUTHENTICATED", 'Cannot read the Authorization header: "Bearer sq_..." is wanted');
  const secret = match[1] ?? "";
  if (secret === "") return null;
  const key = secret.length > MAX_SECRET_LENGTH ? null : await apiKeys.authenticate(secret);
  if (key === null)
    throw new DomainError(
      "UNAUTHENTICATED",
      "Cannot accept this API key: it is unknown or revoked, a good one is wanted",
    );
  return key;
}
