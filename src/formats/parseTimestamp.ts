import { DomainError } from "../domain/domainError.js";
import { parseNumber } from "./parseNumber.js";
import { quoted } from "./quoted.js";

/**
 * How a column tells times. `seconds` and `milliseconds` count from 1970, UTC. `any`: either of them, told apart by size, or an ISO 8601 date,
 * UTC where it names no zone. `ordinal`: whole numbers that only order.
 */
export type TimeNotation = "seconds" | "milliseconds" | "any" | "ordinal";

/** 2100: the latest time that is believed where the caller names no other, and the largest ordinal (they are stored as milliseconds). */
export const LATEST_TIME_MS = Date.UTC(2100, 0);

/** Counted in seconds it is the year 5138, in milliseconds 1973: no log has the one, hardly one the other. */
const LEAST_MILLISECONDS = 1e11;

const ISO_DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Reads a time.
 *
 * @param latestMs Times after it are refused as in the future, in milliseconds since 1970.
 * @returns Milliseconds since 1970, whole; or the ordinal.
 * @throws {DomainError} `BAD_DATA` if it is no such time, before 1970, or in the future.
 */
export function parseTimestamp(raw: string, notation: TimeNotation, latestMs = LATEST_TIME_MS): number {
  if (notation === "ordinal") return parseOrdinal(raw);
  const isoMs = notation === "any" ? parseIsoDate(raw) : null;
  const count = isoMs ?? parseNumber("time", raw);
  const isSeconds = isoMs === null && (notation === "seconds" || (notation === "any" && count < LEAST_MILLISECONDS));
  const timeMs = isSeconds ? Math.round(count * 1000) : Math.round(count);
  if (timeMs < 0) throw new DomainError("BAD_DATA", `Cannot use time ${quoted(raw)}: it is before 1970`);
  if (timeMs <= latestMs) return timeMs;
  throw new DomainError("BAD_DATA", `Cannot use time ${quoted(raw)}: ${explainFuture(timeMs, notation)}`);
}

function parseOrdinal(raw: string): number {
  const ordinal = parseNumber("position", raw);
  if (Number.isInteger(ordinal) && ordinal >= 0 && ordinal <= LATEST_TIME_MS) return ordinal;
  throw new DomainError(
    "BAD_DATA",
    `Cannot use position ${quoted(raw)}: a whole number from 0 to ${LATEST_TIME_MS} is wanted`,
  );
}

function parseIsoDate(raw: string): number | null {
  const parts = ISO_DATE.exec(raw.trim());
  if (parts === null) return null;
  const [, date = "", time = "00:00", zone = "Z"] = parts;
  const timeMs = Date.parse(`${date}T${time}${zone}`);
  // Date.parse takes 31 February for 3 March.
  const isReal = !Number.isNaN(timeMs) && new Date(`${date}T00:00Z`).toISOString().startsWith(date);
  if (!isReal) throw new DomainError("BAD_DATA", `Cannot use time ${quoted(raw)}: there is no such date`);
  return timeMs;
}

function explainFuture(timeMs: number, notation: TimeNotation): string {
  const year = new Date(timeMs).getUTCFullYear(); // NaN past the year 275760
  const isMilliseconds = notation === "seconds" && timeMs / 1000 >= LEAST_MILLISECONDS;
  if (isMilliseconds) return "seconds since 1970 are wanted, it looks like milliseconds";
  return `it is in the future${Number.isNaN(year) ? "" : `, in the year ${year}`}`;
}
