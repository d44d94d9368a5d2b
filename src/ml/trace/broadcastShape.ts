/**
 * The shape of an elementwise operation on two shapes, by the rules that NumPy, TensorFlow.js and ONNX share.
 *
 * @throws {RangeError} If two dimensions differ and neither is 1.
 */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[a.length - rank + axis] ?? 1;
    const y = b[b.length - rank + axis] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new RangeError(
        `Cannot broadcast shapes [${a.join(", ")}] and [${b.join(", ")}]: equal dimensions or 1 are wanted`,
      );
    }
    return x === 1 ? y : x;
  });
}
