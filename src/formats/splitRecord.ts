/** What `splitRecord` makes of a text: its fields, or why there are none. */
export type SplitResult = readonly string[] | { readonly open: true } | { readonly fault: string };

const QUOTE = '"';

/**
 * Splits one record of a CSV file (RFC 4180): fields in double quotes may hold the delimiter, line breaks and doubled quotes.
 *
 * @param text The record without its final line break.
 * @param delimiter One character.
 * @returns The fields; or `open`, if the text ends within quotes and the next line belongs to it; or the fault.
 */
export function splitRecord(text: string, delimiter: string): SplitResult {
  if (!text.includes(QUOTE)) return text.split(delimiter);
  const fields: string[] = [];
  for (let start = 0; ; ) {
    const isQuoted = text[start] === QUOTE;
    const end = isQuoted ? closingQuote(text, start + 1) + 1 : plainEnd(text, start, delimiter);
    if (isQuoted && end === 0) return { open: true };
    const field = isQuoted ? text.slice(start + 1, end - 1).replaceAll('""', QUOTE) : text.slice(start, end);
    if (!isQuoted && field.includes(QUOTE))
      return { fault: `Cannot split the row: field ${fields.length + 1} holds a quote and is not quoted` };
    fields.push(field);
    if (end === text.length) return fields;
    if (text[end] !== delimiter)
      return { fault: `Cannot split the row: field ${fields.length} goes on after its closing quote` };
    start = end + 1;
  }
}

function plainEnd(text: string, start: number, delimiter: string): number {
  const end = text.indexOf(delimiter, start);
  return end < 0 ? text.length : end;
}

/** Index of the quote that closes the field, -1 if none does; a doubled quote is a quote of the text. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf(QUOTE, from); at >= 0; at = text.indexOf(QUOTE, at + 2)) {
    if (text[at + 1] !== QUOTE) return at;
  }
  return -1;
}
