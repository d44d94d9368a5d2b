/** @file The little of Protocol Buffers' wire format that ONNX models need: encoding only, fields in any order. */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;
const PAYLOAD_BITS = 7n;
const MORE_FOLLOWS = 0x80;

/** Writes one message, field by field. */
export class ProtobufWriter {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  /** An int32, int64, enum or bool; a negative number takes ten bytes, as the format has it. */
  integer(field: number, value: number | bigint): this {
    return this.tag(field, VARINT).varint(BigInt.asUintN(64, BigInt(value)));
  }

  /** A 32 bit float. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.tag(field, FIXED_32).append(bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, "utf8"));
  }

  /** @param value Not copied until `finish`. */
  bytes(field: number, value: Uint8Array): this {
    return this.tag(field, LENGTH_DELIMITED).varint(BigInt(value.length)).append(value);
  }

  /** A message within the message. */
  message(field: number, write: (inner: ProtobufWriter) => void): this {
    const inner = new ProtobufWriter();
    write(inner);
    this.tag(field, LENGTH_DELIMITED).varint(BigInt(inner.length));
    for (const chunk of inner.chunks) this.append(chunk);
    return this;
  }

  /** The message's bytes. */
  finish(): Uint8Array {
    return Buffer.concat(this.chunks, this.length);
  }

  private tag(field: number, wireType: number): this {
    return this.varint(BigInt((field << 3) | wireType));
  }

  private varint(value: bigint): this {
    const bytes: number[] = [];
    let rest = value;
    do {
      const low = Number(BigInt.asUintN(Number(PAYLOAD_BITS), rest));
      rest >>= PAYLOAD_BITS;
      bytes.push(rest > 0n ? low | MORE_FOLLOWS : low);
    } while (rest > 0n);
    return this.append(Uint8Array.from(bytes));
  }

  private append(chunk: Uint8Array): this {
    this.chunks.push(chunk);
    this.length += chunk.length;
    return this;
  }
}
