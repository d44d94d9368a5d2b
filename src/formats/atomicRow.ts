import type { AttributeValue } from "../domain/item.js";
import type { AtomicColumn } from "./atomicHeader.js";
import { parseNumber } from "./parseNumber.js";

/** The values of an atomic file's row by column name; empty fields are absent, sequences are lists of texts. @throws {DomainError} `BAD_DATA` for a faulty number. */
export function atomicRow(
  columns: readonly AtomicColumn[],
  fields: readonly string[],
): Readonly<Record<string, AttributeValue>> {
  const present = columns.map((column, k) => ({ ...column, raw: fields[k] ?? "" })).filter(({ raw }) => raw !== "");
  return Object.fromEntries(present.map(({ name, type, raw }) => [name, value(name, type, raw)]));
}

function value(name: string, type: AtomicColumn["type"], raw: string): AttributeValue {
  if (type === "token") return raw;
  if (type === "float") return parseNumber(name, raw);
  return raw.split(" ").filter((part) => part !== "");
}
