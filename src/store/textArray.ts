const SPECIAL = /["\\]/;

/**
 * Texts as one parameter of type `text[]`. Left to itself, pg looks for what must be escaped in every single one.
 *
 * @param texts `null` where there is none.
 */
export function textArray(texts: readonly (string | null)[]): string {
  const literal = SPECIAL.test(texts.join("")) ? escaped : quoted;
  return `{${texts.map((text) => (text === null ? "NULL" : literal(text))).join(",")}}`;
}

function quoted(text: string): string {
  return `"${text}"`;
}

function escaped(text: string): string {
  return quoted(text.replaceAll(/["\\]/g, String.raw`\$&`));
}
