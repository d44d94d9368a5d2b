import type { ExternalData } from "./graphValue.js";

/** What every system can map a file from: the largest common page. */
export const EXTERNAL_ALIGNMENT = 4096;
const BYTES = { float32: 4, uint8: 1 } as const;

/** @throws {RangeError} Unless the data start at a page of a file beside the model, and fill a shape of their type. */
export function checkExternalData(
  { location, offset, length }: ExternalData,
  shape: readonly number[],
  elementType: keyof typeof BYTES,
): void {
  const wanted = shape.reduce<number>((product, dimension) => product * dimension, BYTES[elementType]);
  if (length !== wanted) {
    throw new RangeError(`Cannot fill shape [${shape.join(", ")}] from ${length} bytes: ${wanted} are wanted`);
  }
  if (!Number.isSafeInteger(offset) || offset < 0 || offset % EXTERNAL_ALIGNMENT !== 0) {
    throw new RangeError(`Cannot map "${location}" from byte ${offset}: a multiple of ${EXTERNAL_ALIGNMENT} is wanted`);
  }
  if (location === "" || location.startsWith("/") || location.split(/[/\\]/).includes("..")) {
    throw new RangeError(`Cannot refer to "${location}": a file in the model's folder is wanted`);
  }
}
