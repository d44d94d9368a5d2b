import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether the page that a request comes from may use the API: one of the server's own, or of an origin that is named.
 * Programs that are no browsers send no origin.
 */
export function isAllowedOrigin({ origin, host }: IncomingHttpHeaders, allowedOrigins: readonly string[]): boolean {
  if (origin === undefined || allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
