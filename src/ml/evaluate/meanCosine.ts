/**
 * The mean cosine between the rows of two tables.
 *
 * @param ones `[B, width]` @param others `[B, width]`
 * @returns -1 to 1; a row of zeros counts as 0; NaN without any row.
 */
export function meanCosine(ones: Float32Array, others: Float32Array, width: number): number {
  let sum = 0;
  const rows = ones.length / width;
  for (let row = 0; row < rows; row++) sum += cosineAt(ones, others, row * width, width);
  return sum / rows;
}

function cosineAt(a: Float32Array, b: Float32Array, offset: number, width: number): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (let at = offset; at < offset + width; at++) {
    product += a[at]! * b[at]!;
    squareA += a[at]! * a[at]!;
    squareB += b[at]! * b[at]!;
  }
  return squareA === 0 || squareB === 0 ? 0 : product / Math.sqrt(squareA * squareB);
}
