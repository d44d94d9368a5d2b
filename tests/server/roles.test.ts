import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
} from "graphql";

import { ROLES, roleIncludes, type Role } from "../../src/domain/role.js";
import { buildGraphqlSchema } from "../../src/server/buildGraphqlSchema.js";
import { openTestApi, type TestApi } from "./testApi.js";

/**
 * What each role may do, written out: a field that is added to the schema must be added here, and one whose rule is
 * changed must be changed here.
 */
const MATRIX: Record<string, Role> = {
  "Query.interactions": "READER",
  "Query.item": "READER",
  "Query.items": "READER",
  "Query.me": "READER",
  "Query.models": "READER",
  "Query.rankItems": "READER",
  "Query.recommendations": "READER",
  "Query.trainingRun": "READER",
  "Query.trainingRuns": "READER",
  "Query.user": "READER",
  "Mutation.cancelTraining": "ADMIN",
  "Mutation.createApiKey": "ADMIN",
  "Mutation.deleteItems": "WRITER",
  "Mutation.deleteUser": "WRITER",
  "Mutation.logInteractions": "WRITER",
  "Mutation.promoteModel": "ADMIN",
  "Mutation.revokeApiKey": "ADMIN",
  "Mutation.startTraining": "ADMIN",
  "Mutation.upsertItems": "WRITER",
  "Mutation.upsertUsers": "WRITER",
  "Subscription.trainingProgress": "READER",
};

const schema = await buildGraphqlSchema();
const roots = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!];
const fields = roots.flatMap((root) =>
  Object.values(root.getFields()).map((field): [string, GraphQLField<unknown, unknown>] => [
    `${root.name}.${field.name}`,
    field,
  ]),
);

/** Some value that fits a type: the answer does not matter, only who gets one. */
function someValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return someValue(type.ofType);
  if (isListType(type)) return `[${someValue(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const all = Object.values(type.getFields());
    const wanted = type.isOneOf ? all.slice(0, 1) : all.filter((field) => isNonNullType(field.type));
    return `{ ${wanted.map((field) => `${field.name}: ${someValue(field.type)}`).join(", ")} }`;
  }
  return type.name === "Int" ? "1" : '"nothing"';
}

function operationOf(name: string, field: GraphQLField<unknown, unknown>): string {
  const wanted = field.args.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  const values = wanted.map((argument) => `${argument.name}: ${someValue(argument.type)}`).join(", ");
  const selection = isCompositeType(getNamedType(field.type)) ? " { __typename }" : "";
  const kind = name.split(".")[0]!.toLowerCase();
  return `${kind} { ${field.name}${values && `(${values})`}${selection} }`;
}

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
}, 60_000);
afterAll(async () => {
  await api.close();
});

/** Over server-sent events, which carry all three kinds of operations. */
async function codesFor(query: string, key: string | null): Promise<string> {
  const { text } = await api.send("/graphql/stream", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ query }),
  });
  return text;
}

test("Every field of Query, Mutation and Subscription has its place in the matrix", () => {
  expect(fields.map(([name]) => name).sort()).toEqual(Object.keys(MATRIX).sort());
});

describe("Whoever has no key is refused", () => {
  test.each(fields)("%s", async (name, field) => {
    expect(await codesFor(operationOf(name, field), null)).toContain('"code":"UNAUTHENTICATED"');
  });
});

describe.each(ROLES)("A key of role %s", (role) => {
  test.each(fields)("is let through to %s only if the matrix says so", async (name, field) => {
    const answer = await codesFor(operationOf(name, field), api.keys[role]);
    const isRefused = answer.includes('"code":"FORBIDDEN"');
    expect({ isRefused, answer }).toMatchObject({ isRefused: !roleIncludes(role, MATRIX[name]!) });
    expect(answer).not.toContain("UNAUTHENTICATED");
    expect(answer).not.toContain("INTERNAL_SERVER_ERROR");
    expect(answer).toMatch(/^event: next$/m);
  });

  test("is told by `me` what it may do", async () => {
    const { body } = await api.ask(
      "{ me { space allowedOperations key { role name prefix revokedAt } } }",
      {},
      api.keys[role],
    );
    const allowed = Object.keys(MATRIX).filter((name) => roleIncludes(role, MATRIX[name]!));
    expect((body.data as { me: { allowedOperations: string[] } }).me.allowedOperations.sort()).toEqual(
      allowed.map((name) => name.split(".")[1]).sort(),
    );
    expect(body.data).toMatchObject({
      me: { space: "shop", key: { role, name: role.toLowerCase(), revokedAt: null } },
    });
  });
});
