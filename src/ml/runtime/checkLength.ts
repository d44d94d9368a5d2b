/** @throws {RangeError} Unless there are as many values as the shape has room for. */
export function checkLength(what: string, length: number, shape: readonly number[]): void {
  const wanted = shape.reduce((product, dimension) => product * dimension, 1);
  if (length !== wanted)
    throw new RangeError(`Cannot use ${what} of ${length} values: shape [${shape.join(", ")}] wants ${wanted}`);
}
