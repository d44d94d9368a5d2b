import { GraphQLError, GraphQLScalarType } from "graphql";

/** A counter of 64 bits; a string, because JSON numbers of most clients lose digits above 2^53. Output only. */
export const VersionScalar = new GraphQLScalarType<bigint, string>({
  name: "Version",
  description: "A counter of 64 bits, as a string of decimal digits; it only grows.",
  serialize(value) {
    if (typeof value === "bigint") return value.toString();
    throw new TypeError("Cannot serialize a Version: a bigint is wanted");
  },
  parseValue() {
    throw new GraphQLError("Cannot take a Version as input: it is only ever returned");
  },
});
