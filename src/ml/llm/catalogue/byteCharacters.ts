/** @file The 256 bytes as 256 visible characters, so that pieces of any bytes can be written in JSON. */

/** Bytes that stand for themselves: what Latin-1 shows, without the spaces and the soft hyphen. */
const VISIBLE: readonly (readonly [first: number, last: number])[] = [
  [0x21, 0x7e],
  [0xa1, 0xac],
  [0xae, 0xff],
];
/** The others follow each other from here. */
const FIRST_STAND_IN = 0x100;
const BYTES = 256;

/** The character of each byte, at the byte's place: GPT-2's table, which every byte-level tokenizer uses. */
export function byteCharacters(): string[] {
  let standIn = FIRST_STAND_IN;
  return Array.from({ length: BYTES }, (_, byte) => {
    const isVisible = VISIBLE.some(([first, last]) => byte >= first && byte <= last);
    return String.fromCharCode(isVisible ? byte : standIn++);
  });
}
