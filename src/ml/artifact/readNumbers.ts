import { open } from "node:fs/promises";

/** One read of a file may not be longer than 2 GiB - 1 on Linux. */
const LONGEST_READ = 2 ** 30;

/**
 * Reads a whole file of numbers, however long.
 *
 * @param allocate Makes the array of so many numbers.
 * @throws {RangeError} If the file ends within a number, or is cut while it is read.
 */
export async function readNumbers<T extends Float32Array | Uint32Array>(
  path: string,
  allocate: (length: number) => T,
): Promise<T> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    if (size % Float32Array.BYTES_PER_ELEMENT !== 0)
      throw new RangeError(`Cannot read "${path}": ${size} bytes are no whole numbers`);
    const numbers = allocate(size / Float32Array.BYTES_PER_ELEMENT);
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    for (let position = 0; position < size; ) {
      const { bytesRead } = await handle.read(bytes, position, Math.min(LONGEST_READ, size - position), position);
      if (bytesRead === 0) throw new RangeError(`Cannot read "${path}": it ends at ${position} of ${size} bytes`);
      position += bytesRead;
    }
    return numbers;
  } finally {
    await handle.close();
  }
}
