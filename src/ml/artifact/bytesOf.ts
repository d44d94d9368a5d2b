/** The memory of the array; every platform that ONNX Runtime is built for is little-endian. */
export function bytesOf(values: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
