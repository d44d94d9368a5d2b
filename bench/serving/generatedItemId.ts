/** The id of the generated item with this number, from 0. */
export function generatedItemId(number: number): string {
  return `item-${number}`;
}
