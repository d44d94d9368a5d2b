import { DomainError } from "../domain/domainError.js";

/** What a system error means to the person at the keyboard. */
const SYSTEM_ERRORS: Readonly<Record<string, (error: NodeJS.ErrnoException) => string>> = {
  ENOSPC: ({ path }) => `Cannot write${path ? ` "${path}"` : ""}: the disk is full`,
  EADDRINUSE: (error) =>
    `Cannot listen on port ${String((error as { port?: number }).port)}: another program uses it; set PORT to another, or to 0 for a free one`,
  EACCES: ({ path, port }: NodeJS.ErrnoException & { port?: number }) =>
    port === undefined
      ? `Cannot open "${path ?? "?"}": permission denied`
      : `Cannot listen on port ${port}: permission denied`,
  ENOENT: ({ path }) => `Cannot open "${path ?? "?"}": there is no such file or folder`,
  EADDRNOTAVAIL: () => "Cannot listen: HOST is no address of this machine",
  ENOTFOUND: (error) => `Cannot find host "${(error as { hostname?: string }).hostname ?? "?"}": check HOST`,
  EROFS: ({ path }) => `Cannot write "${path ?? "?"}": the file system is read-only`,
};

/**
 * One clear line for whatever ended a command: a `DomainError`'s own message, or the meaning of a system error.
 * Anything else is a bug and keeps its stack, because that is what a report of it needs.
 */
export function explainFailure(error: unknown): string {
  if (error instanceof DomainError) return error.message;
  if (error instanceof Error) {
    const explain = SYSTEM_ERRORS[(error as NodeJS.ErrnoException).code ?? ""];
    return explain ? explain(error) : `Cannot go on, this is a bug: ${error.stack ?? error.message}`;
  }
  return `Cannot go on, this is a bug: ${String(error)}`;
}
