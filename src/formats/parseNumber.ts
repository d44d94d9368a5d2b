import { DomainError } from "../domain/domainError.js";
import { quoted } from "./quoted.js";

/** A decimal number; `Number()` alone would also take "", "0x1f" and "Infinity". */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a finite decimal number.
 *
 * @param what Names the value, for the message: `rating`.
 * @throws {DomainError} `BAD_DATA` if it is none: `NaN`, `1e999`, text, nothing.
 */
export function parseNumber(what: string, raw: string): number {
  const text = raw.trim();
  const value = NUMBER.test(text) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  throw new DomainError("BAD_DATA", `Cannot use ${what} ${quoted(raw)}: a finite number is wanted`);
}
