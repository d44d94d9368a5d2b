import { GraphQLError, GraphQLScalarType, Kind } from "graphql";

/** RFC 3339, section 5.6: date, time, optional fraction of up to 9 digits, and an offset. */
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|[+-](\d\d):(\d\d))$/;
/** Years repeat after so many, leap years included; and `Date.UTC` takes years below 100 for others. */
const LEAP_CYCLE = 400;

function badTime(raw: string): GraphQLError {
  const shown = JSON.stringify(raw.slice(0, 64));
  return new GraphQLError(`Cannot read time ${shown}: RFC 3339 such as "2026-02-28T12:30:00Z" is wanted`);
}

function parseTime(raw: unknown): Date {
  if (typeof raw !== "string") throw badTime(String(raw));
  const match = RFC_3339.exec(raw);
  if (match === null) throw badTime(raw);
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const daysInMonth = new Date(Date.UTC(LEAP_CYCLE + (year % LEAP_CYCLE), month, 0)).getUTCDate();
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth;
  const isTime = hour <= 23 && minute <= 59 && second <= 59;
  const time = new Date(raw.toUpperCase());
  if (!isDate || !isTime || Number.isNaN(time.getTime())) throw badTime(raw);
  return time;
}

/**
 * A moment, as RFC 3339; parsed to a `Date` and kept to the millisecond. Which times make sense is for whoever takes them
 * to judge: one event with a clock gone wrong must not spoil its batch.
 */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description: "A moment as RFC 3339, such as `2026-02-28T12:30:00Z`, kept to the millisecond.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
  serialize(value) {
    if (value instanceof Date) return value.toISOString();
    throw new TypeError("Cannot serialize a DateTime: a Date is wanted");
  },
  parseValue: parseTime,
  parseLiteral(node) {
    if (node.kind !== Kind.STRING) throw new GraphQLError("Cannot read a time: a string is wanted", { nodes: node });
    return parseTime(node.value);
  },
});
