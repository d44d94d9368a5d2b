import { describe, expect, test } from "@jest/globals";

import { ProtobufWriter } from "../../../src/ml/trace/protobufWriter.js";

const hex = (writer: ProtobufWriter) => Buffer.from(writer.finish()).toString("hex");

// Expected bytes: the examples of the format's own description, https://protobuf.dev/programming-guides/encoding.
describe("ProtobufWriter", () => {
  test("writes integers in as many bytes as they need, negative ones in ten", () => {
    expect(hex(new ProtobufWriter().integer(1, 150))).toBe("089601");
    expect(hex(new ProtobufWriter().integer(1, 0))).toBe("0800");
    expect(hex(new ProtobufWriter().integer(1, -2))).toBe("08feffffffffffffffff01");
    expect(hex(new ProtobufWriter().integer(20, 1))).toBe("a00101");
    expect(hex(new ProtobufWriter().integer(1, 2 ** 40))).toBe("088080808080" + "20");
  });

  test("writes texts with their length in bytes", () => {
    expect(hex(new ProtobufWriter().text(2, "testing"))).toBe("120774657374696e67");
    expect(hex(new ProtobufWriter().text(2, "é"))).toBe("1202c3a9");
  });

  test("writes messages in messages", () => {
    expect(hex(new ProtobufWriter().message(3, (inner) => inner.integer(1, 150)))).toBe("1a03089601");
  });

  test("writes floats little-endian", () => {
    expect(hex(new ProtobufWriter().float(2, 1))).toBe("150000803f");
  });
});
