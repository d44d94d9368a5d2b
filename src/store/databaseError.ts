import { DomainError } from "../domain/domainError.js";

/** SQLSTATEs and socket errors that mean: the database does not serve us. Class 08 and 57P are matched as a whole. */
const UNREACHABLE_CODES: readonly string[] = [
  ...["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT", "EPIPE", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN"],
  ...["53300", "28P01", "28000", "3D000"], // too many connections, wrong password, not allowed, no such database
];
const UNREACHABLE_TEXT =
  /connection (is )?(closed|terminated|ended|timeout)|timeout exceeded when trying to connect|^timeout expired$|connection error and is not queryable/i;
/** The same in the words of Prisma's driver adapter. */
const UNREACHABLE_KINDS: readonly string[] = [
  ...["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TlsConnectionError", "TooManyConnections"],
  ...["AuthenticationFailed", "DatabaseAccessDenied", "DatabaseDoesNotExist"],
];
const DISK_FULL = "53100";
/** NUL, half a surrogate pair, a time out of range, a key too long for an index. */
const REFUSED_VALUES: readonly string[] = ["22021", "22P02", "22P05", "22008", "54000"];
const FOREIGN_KEY_VIOLATION = "23503";

/**
 * What a failed statement means to the caller: a `DomainError` where they can act on it, else the error as it is.
 *
 * @param address As `databaseAddress` shows it; the only thing of the connection that is ever told.
 */
export function databaseError(error: unknown, address: string): unknown {
  if (error instanceof DomainError || !isFailure(error)) return error;
  const { code, kind, message, constraint } = rootOf(error);
  if (isUnreachable(code, message) || UNREACHABLE_KINDS.includes(kind))
    return new DomainError("DATABASE_UNREACHABLE", `Cannot reach the database at ${address}: ${message || code}`, {
      cause: error,
    });
  if (code === DISK_FULL)
    return new DomainError("DISK_FULL", `Cannot write to the database at ${address}: its disk is full`, {
      cause: error,
    });
  if (REFUSED_VALUES.includes(code))
    return new DomainError("BAD_INPUT", `Cannot store a value that was sent: ${message}`, { cause: error });
  if (code === FOREIGN_KEY_VIOLATION && constraint.endsWith("_spaceId_fkey"))
    return new DomainError("UNKNOWN_SPACE", "Cannot write to a space that does not exist", { cause: error });
  return error;
}

/** Told by its form: errors of Node's own sockets may be of another realm, where `instanceof Error` says no. */
function isFailure(error: unknown): error is Error {
  return typeof error === "object" && error !== null && "message" in error;
}

interface Root {
  readonly code: string;
  readonly kind: string;
  readonly message: string;
  readonly constraint: string;
}

interface DriverCause {
  readonly kind?: string;
  readonly originalCode?: string;
  readonly originalMessage?: string;
}

/** The server's own words, also where Prisma has wrapped them. */
function rootOf(error: Error): Root {
  const { code, constraint, meta } = error as Error & {
    code?: unknown;
    constraint?: unknown;
    meta?: { driverAdapterError?: { cause?: DriverCause } };
  };
  const cause = (meta?.driverAdapterError?.cause ?? error.cause) as DriverCause | undefined;
  return {
    code: cause?.originalCode ?? (typeof code === "string" ? code : ""),
    kind: cause?.kind ?? "",
    // Prisma's own message begins with the source code around the call; the reason is its last line.
    message: cause?.originalMessage ?? (error.message.trim().split("\n").at(-1) || ""),
    constraint: typeof constraint === "string" ? constraint : "",
  };
}

function isUnreachable(code: string, message: string): boolean {
  const classes = ["08", "57P"]; // connection exceptions, shutdowns
  return (
    UNREACHABLE_CODES.includes(code) ||
    (code.length === 5 && classes.some((prefix) => code.startsWith(prefix))) ||
    UNREACHABLE_TEXT.test(message)
  );
}
