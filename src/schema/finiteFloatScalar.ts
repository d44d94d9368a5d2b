import { GraphQLError, GraphQLScalarType, Kind } from "graphql";

function finite(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new GraphQLError(`Cannot use ${String(value).slice(0, 64)} as a number: a finite one is wanted`);
}

/** A double that is finite. GraphQL's own `Float` lets the literal `1e999` through as infinity. */
export const FiniteFloatScalar = new GraphQLScalarType<number, number>({
  name: "FiniteFloat",
  description: "A finite number in double precision. Other than `Float`, it refuses literals such as `1e999`.",
  specifiedByURL: "https://spec.graphql.org/October2021/#sec-Float",
  serialize: finite,
  parseValue: finite,
  parseLiteral(node) {
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return finite(Number(node.value));
    throw new GraphQLError("Cannot read a number: an integer or a decimal number is wanted", { nodes: node });
  },
});
