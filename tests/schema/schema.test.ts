import { readFileSync } from "node:fs";

import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  buildSchema,
  getNamedType,
  getNullableType,
  GraphQLID,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  parse,
  printSchema,
  validate,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";

import { schemaRules } from "../../src/schema/schemaRules.js";
import { buildGraphqlSchema } from "../../src/server/buildGraphqlSchema.js";
import { guardSchema } from "../../src/server/guardSchema.js";

let schema: GraphQLSchema;
let types: GraphQLNamedType[];
beforeAll(async () => {
  schema = await buildGraphqlSchema();
  types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
});

/** Every element of the schema that can hold a description, by its coordinate. */
function* elements(): Generator<[string, { description?: string | null | undefined }]> {
  for (const type of types) {
    if (isSpecifiedScalarType(type)) continue;
    yield [type.name, type];
    if (isEnumType(type)) for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value];
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) yield [`${type.name}.${field.name}`, field];
    if (isObjectType(type))
      for (const field of Object.values(type.getFields())) {
        yield [`${type.name}.${field.name}`, field];
        for (const argument of field.args) yield [`${type.name}.${field.name}(${argument.name}:)`, argument];
      }
  }
}

/** Everything that clients can send. */
function* inputs(): Generator<[string, GraphQLArgument | GraphQLInputField]> {
  for (const type of types) {
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) yield [`${type.name}.${field.name}`, field];
    if (isObjectType(type))
      for (const field of Object.values(type.getFields()))
        for (const argument of field.args) yield [`${type.name}.${field.name}(${argument.name}:)`, argument];
  }
}

describe("The schema", () => {
  test("is the one in schema.graphql", () => {
    const committed = readFileSync("schema.graphql", "utf8");
    expect(committed.slice(committed.indexOf("\n\n") + 2)).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
  });

  test("describes every type, field, argument and enum value", () => {
    const undescribed = [...elements()].filter(([, { description }]) => (description ?? "").length < 10);
    expect(undescribed.map(([name]) => name)).toEqual([]);
  });

  test("has every operation that the API promises", () => {
    const fields = (name: string) =>
      Object.keys((schema.getType(name) as { getFields(): object } | undefined)?.getFields() ?? {}).sort();
    expect(fields("Query")).toEqual(
      "interactions item items me models rankItems recommendations trainingRun trainingRuns user".split(" "),
    );
    expect(fields("Mutation")).toEqual(
      "cancelTraining createApiKey deleteItems deleteUser logInteractions promoteModel revokeApiKey startTraining upsertItems upsertUsers".split(
        " ",
      ),
    );
    expect(fields("Subscription")).toEqual(["trainingProgress"]);
  });

  test("bounds every list that a client can send", () => {
    const unbounded = [...inputs()].filter(
      ([, input]) => isListType(getNullableType(input.type)) && schemaRules(input).inputLimits?.maxItems === undefined,
    );
    expect(unbounded.map(([name]) => name)).toEqual([]);
  });

  test("bounds every string that a client can send, but those of events, which are refused one by one", () => {
    const unbounded = [...inputs()].filter(([, input]) => {
      const type = getNamedType(input.type);
      const isText = type === GraphQLString || type === GraphQLID;
      return isText && schemaRules(input).inputLimits?.maxLength === undefined;
    });
    expect(unbounded.map(([name]) => name).sort()).toEqual(
      ["eventId", "itemId", "requestId", "type", "userId"].map((name) => `EventInput.${name}`),
    );
  });

  test("pages every connection by `first`, 1 to 100, and `after`", () => {
    const connections = types
      .filter(isObjectType)
      .flatMap((type) => Object.values(type.getFields()))
      .filter(({ type }) => getNamedType(type).name.endsWith("Connection"));
    expect(connections.length).toBeGreaterThanOrEqual(6);
    for (const field of connections) {
      const first = field.args.find(({ name }) => name === "first")!;
      expect(schemaRules(first).inputLimits).toEqual({ min: 1, max: 100 });
      expect(field.args.some(({ name }) => name === "after")).toBe(true);
      expect(schemaRules(field).timesArgument).toBe("first");
    }
    for (const type of types.filter(({ name }) => name.endsWith("Connection")).filter(isObjectType)) {
      expect(Object.keys(type.getFields())).toEqual(expect.arrayContaining(["edges", "pageInfo"]));
      const edge = getNamedType(type.getFields()["edges"]!.type);
      expect(isObjectType(edge) && Object.keys(edge.getFields())).toEqual(expect.arrayContaining(["node", "cursor"]));
    }
  });

  test("lets no failed field take its neighbours along: fields of Query and Mutation are nullable", () => {
    for (const root of [schema.getQueryType()!, schema.getMutationType()!])
      for (const field of Object.values(root.getFields()))
        expect([field.name, isNonNullType(field.type)]).toEqual([field.name, false]);
  });

  test("says @oneOf of the user and of attribute values", () => {
    const sdl = printSchema(schema);
    expect(sdl).toMatch(/^input UserInput @oneOf \{/m);
    expect(sdl).toMatch(/^input AttributeValueInput @oneOf \{/m);
    expect(types.filter((type) => isInputObjectType(type) && type.isOneOf)).toHaveLength(2);
  });

  test.each(["{}", '{ userId: "u", history: [] }', "{ userId: null }", '{ userId: "u", history: null }'])(
    "refuses a user of other than one field: %s",
    (user) => {
      const errors = validate(schema, parse(`{ recommendations(user: ${user}) { requestId } }`));
      expect(errors.map(({ message }) => message).join()).toMatch(/OneOf|exactly one|must be non-null/i);
    },
  );
});

describe("guardSchema()", () => {
  const build = (sdl: string) => buildSchema(sdl);

  test("refuses to build a field of Query without a rule of its own", () => {
    expect(() => {
      guardSchema(build("type Query { open: Int }"));
    }).toThrow("Cannot build the schema: Query.open has no rule, @allowedFor is wanted");
  });

  test("refuses to build a type whose fields nobody gave a rule", () => {
    const open = build("type Query { thing: Thing } type Thing { secret: Int }");
    open.getQueryType()!.getFields()["thing"]!.extensions = { allowedFor: "READER" };
    expect(() => {
      guardSchema(open);
    }).toThrow("Cannot build the schema: Thing.secret has no rule, @allowedFor is wanted");
  });
});
