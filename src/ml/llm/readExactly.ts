import type { FileHandle } from "node:fs/promises";

/** Reads are cut to this: Node takes at most 2 GiB at once. */
const LARGEST_READ = 2 ** 30;

/**
 * Reads bytes of a file into a buffer of its own, which starts at its own start.
 *
 * @throws {RangeError} If the file ends before.
 */
export async function readExactly(file: FileHandle, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, LARGEST_READ), offset + done);
    if (bytesRead === 0) throw new RangeError(`it ends at byte ${offset + done}, ${offset + length} are wanted`);
    done += bytesRead;
  }
  return bytes;
}
