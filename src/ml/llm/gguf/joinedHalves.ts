import type { StoredTensor } from "../storedTensor.js";

/**
 * GGUF files of the Llama architecture keep the two numbers of a rotated pair next to each other, where we rotate the
 * halves of a head: gives the rows back in the order of the halves.
 *
 * @param tensor Queries or keys, matrix `[out, in]` or bias `[out]`.
 * @param headWidth Rows of a head; even.
 */
export function joinedHalves(tensor: StoredTensor, headWidth: number): StoredTensor {
  const width = tensor.shape.slice(1).reduce((product, dimension) => product * dimension, 1);
  const half = headWidth / 2;
  return {
    shape: tensor.shape,
    async readRows(from, to) {
      const firstHead = Math.floor(from / headWidth) * headWidth;
      const paired = await tensor.readRows(firstHead, Math.ceil(to / headWidth) * headWidth);
      const rows = new Float32Array((to - from) * width);
      for (let row = from; row < to; row++) {
        const within = row % headWidth;
        const pairedRow = row - within + 2 * (within % half) + Math.floor(within / half) - firstHead;
        rows.set(paired.subarray(pairedRow * width, (pairedRow + 1) * width), (row - from) * width);
      }
      return rows;
    },
  };
}
