import { describe, expect, test } from "@jest/globals";
import { buildSchema, parse, type GraphQLError, type GraphQLObjectType } from "graphql";

import { checkOperation } from "../../src/server/checkOperation.js";
import { DEFAULT_LIMITS } from "../../src/server/serverLimits.js";

/** A schema in which everything can be nested, as ours may once be. */
const schema = buildSchema(`
  type Query { node: Node  list(first: Int! = 10, ids: [ID!], note: String): [Node!]! }
  type Node { id: ID!  node: Node  list(first: Int! = 10): [Node!]!  why: Node  reason: String }
`);
for (const name of ["why", "reason"])
  (schema.getType("Node") as GraphQLObjectType).getFields()[name]!.extensions = { oncePerPageCost: 100 };
for (const type of ["Query", "Node"]) {
  const field = (schema.getType(type) as GraphQLObjectType).getFields()["list"]!;
  field.extensions = { timesArgument: "first" };
  field.args[0]!.extensions = { inputLimits: { min: 1, max: 100 } };
  if (field.args[1]) field.args[1].extensions = { inputLimits: { maxItems: 3, maxLength: 5 } };
}

const check = (query: string, variables: Record<string, unknown> = {}, limits = {}) =>
  checkOperation({ schema, document: parse(query), variables }, { ...DEFAULT_LIMITS, ...limits });

const codeOf = (act: () => unknown): unknown => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as GraphQLError).extensions.code;
  }
};

describe("checkOperation()", () => {
  test("counts a list as often as its argument says, in lists of lists too", () => {
    expect(check("{ node { id } }")?.cost).toBe(1);
    expect(check("{ list(first: 7) { id } }")?.cost).toBe(1 + 7);
    expect(check("{ list(first: 7) { list(first: 5) { id } } }")?.cost).toBe(1 + 7 * (1 + (1 + 5)));
  });

  test("adds what is done once for a page once, whatever the page's length, and for every page", () => {
    expect(check("{ list(first: 7) { why { id } } }")?.cost).toBe(1 + 7 * (1 + 1) + 100);
    expect(check("{ list(first: 70) { reason } }")?.cost).toBe(1 + 70 + 100);
    expect(check("{ list(first: 7) { node { a: why { id } b: reason } } }")?.cost).toBe(1 + 7 * (1 + 1 + 1) + 200);
    expect(check("{ list(first: 7) { list(first: 5) { why { id } } } }")?.cost).toBe(1 + 7 * (1 + (1 + 5 * 2 + 100)));
    expect(check("{ node { why { id } } }")?.cost).toBe(1 + 1 + 100);
    expect(check("{ list(first: 3) { ...f } } fragment f on Node { ... { why { id } } }")?.cost).toBe(1 + 3 * 2 + 100);
  });

  test("weighs a variable, its default and the argument's default like a literal", () => {
    const literal = check("{ list(first: 9) { id } }")?.cost;
    expect(check("query ($n: Int!) { list(first: $n) { id } }", { n: 9 })?.cost).toBe(literal);
    expect(check("query ($n: Int! = 9) { list(first: $n) { id } }")?.cost).toBe(literal);
    expect(check("{ list { id } }")?.cost).toBe(1 + 10);
  });

  test("weighs a fragment wherever it is spread, and measures it once", () => {
    const chain = Array.from({ length: 60 }, (_, i) => `fragment f${i} on Node { ...f${i + 1} ...f${i + 1} }`).join(
      " ",
    );
    expect(codeOf(() => check(`{ node { ...f0 } } ${chain} fragment f60 on Node { node { id } }`))).toBe(
      "QUERY_TOO_COMPLEX", // 2^60, found in 61 steps
    );
  });

  test("counts what is skipped, since who skips it says so himself", () => {
    expect(check("{ list(first: 9) @skip(if: true) { id } }")?.cost).toBe(10);
  });

  test.each([
    [12, undefined],
    [13, "QUERY_TOO_COMPLEX"],
  ])("at %d levels says %p", (levels, code) => {
    const inner = levels - 2;
    expect(codeOf(() => check(`{ node ${"{ node ".repeat(inner)}{ id }${" }".repeat(inner)} }`))).toBe(code);
    const fragments = `{ node { ...f } } fragment f on Node { node ${"{ node ".repeat(inner - 1)}{ id }${" }".repeat(inner - 1)} }`;
    expect(codeOf(() => check(fragments))).toBe(code);
  });

  test("does not count the depth of introspection, which graphql-js bounds itself", () => {
    expect(check(`{ __schema { types { ${"ofType { ".repeat(20)}name${" }".repeat(20)} } } }`)?.cost).toBe(500);
  });

  test.each([
    ["{ list(first: 0) { id } }", {}],
    ["{ list(first: -1) { id } }", {}],
    ["{ list(first: 101) { id } }", {}],
    ["{ list(first: 2147483647) { id } }", {}],
    ["query ($n: Int!) { list(first: $n) { id } }", { n: 1_000_000 }],
    ["query ($n: Int! = 0) { list(first: $n) { id } }", {}],
    ["{ node { list(first: 101) { id } } }", {}],
    ['{ list(ids: ["a", "b", "c", "d"]) { id } }', {}],
    ["query ($ids: [ID!]) { list(ids: $ids) { id } }", { ids: Array.from({ length: 200_000 }, String) }],
    ['{ list(ids: ["too long"]) { id } }', {}],
    ["query ($ids: [ID!]) { list(ids: $ids) { id } }", { ids: ["\0"] }],
    ["query ($ids: [ID!]) { list(ids: $ids) { id } }", { ids: ["\ud800"] }],
  ])("refuses arguments out of their limits: %s", (query, variables) => {
    expect(codeOf(() => check(query, variables))).toBe("BAD_INPUT");
  });

  test("lets strings without limits pass: they are checked where they are used", () => {
    expect(check("query ($s: String) { list(note: $s) { id } }", { s: "\ud800\0" })?.cost).toBe(11);
  });

  test("leaves to graphql-js what graphql-js refuses", () => {
    expect(check("query ($n: Int!) { list(first: $n) { id } }", {})).toBeUndefined();
    expect(check("query A { node { id } } query B { node { id } }")).toBeUndefined();
  });
});
