const MAX_QUOTED_LENGTH = 60;

/** A value of a file as it may stand in a message: in quotes, on one line, and cut where it is long. */
export function quoted(raw: string): string {
  return JSON.stringify(raw.length <= MAX_QUOTED_LENGTH ? raw : `${raw.slice(0, MAX_QUOTED_LENGTH)}…`);
}
