const CATEGORIES = 24;
const MOST_OF_AN_ITEM = 3;

/** The categories of the generated item with this number: one to three of 24, which its number decides. */
export function generatedCategories(number: number): string[] {
  const count = 1 + (number % MOST_OF_AN_ITEM);
  const numbers = Array.from({ length: count }, (_, place) => Math.floor(number / (place + 1)) % CATEGORIES);
  return [...new Set(numbers)].map((category) => `category-${category}`);
}
