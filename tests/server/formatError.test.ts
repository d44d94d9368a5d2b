import { readFileSync } from "node:fs";

import { describe, expect, test } from "@jest/globals";
import { GraphQLError } from "graphql";

import { DomainError } from "../../src/domain/domainError.js";
import { ERROR_CODES, type ErrorCode } from "../../src/domain/errorCode.js";
import { formatError } from "../../src/server/formatError.js";
import { REQUEST_ERROR_CODES } from "../../src/server/requestErrorCode.js";
import type { LogLine } from "./testApi.js";

function format(error: unknown) {
  const lines: LogLine[] = [];
  const at = (level: LogLine["level"]) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return {
    told: formatError(error, { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }),
    lines,
  };
}

/** As graphql-js wraps what a resolver throws. */
const located = (originalError: Error) =>
  new GraphQLError(originalError.message, { originalError, path: ["items", 0] });

const codes = Object.keys(ERROR_CODES) as ErrorCode[];

describe("formatError()", () => {
  test.each(codes)("keeps the code %s, wherever the error was thrown", (code) => {
    for (const error of [new DomainError(code, "Cannot do it"), located(new DomainError(code, "Cannot do it"))])
      expect(format(error).told.extensions).toEqual({ code });
  });

  test("tells what a client can act on in the words of who threw it, and logs nothing", () => {
    const { told, lines } = format(located(new DomainError("UNKNOWN_USER", 'Cannot find user "u"')));
    expect(told).toEqual({ message: 'Cannot find user "u"', path: ["items", 0], extensions: { code: "UNKNOWN_USER" } });
    expect(lines).toEqual([]);
  });

  test("tells faults of the installation in general words, and logs the exact ones", () => {
    const error = new DomainError("DATABASE_UNREACHABLE", "Cannot reach 10.0.0.7:5432");
    const { told, lines } = format(located(error));
    expect(told.message).toBe("Cannot answer: The database does not answer");
    expect(lines).toMatchObject([{ level: "error", fields: { err: error, path: ["items", 0] } }]);
  });

  test("tells such a fault in its own words where they are meant for clients, and logs it all the same", () => {
    const cause = new DomainError("ARTIFACT_CORRUPT", 'Cannot open artifact "/home/x"');
    const error = new DomainError("ARTIFACT_CORRUPT", 'Cannot promote model "m"', { cause, isForClients: true });
    const { told, lines } = format(located(error));
    expect(told).toMatchObject({ message: 'Cannot promote model "m"', extensions: { code: "ARTIFACT_CORRUPT" } });
    expect(lines).toMatchObject([{ level: "error", fields: { err: { cause } } }]);
  });

  test.each([
    ["a bug", located(new TypeError("x of undefined"))],
    ["a bug outside of a field", new TypeError("x of undefined")],
    ["what is no error", "x of undefined"],
    ["a value that its type cannot hold", new GraphQLError("Float cannot represent NaN", { path: ["items"] })],
    [
      "an error that only claims a code of its own",
      located(Object.assign(new Error("x"), { extensions: { code: "BAD_INPUT" } })),
    ],
    ["a code that is none of ours", new GraphQLError("x", { path: ["items"], extensions: { code: "P2002" } })],
  ])("masks %s, and logs its cause", (_name, error) => {
    const { told, lines } = format(error);
    expect(told.message).toBe("Internal server error");
    expect(told.extensions).toEqual({ code: "INTERNAL_SERVER_ERROR" });
    expect(lines).toHaveLength(1);
    expect(lines[0]!.level).toBe("error");
  });

  test("calls variables that do not fit BAD_INPUT, and suggests nothing", () => {
    const message = 'Variable "$r" got invalid value "READR". Did you mean the enum value "READER"?';
    expect(format(new GraphQLError(message)).told).toEqual({
      message: 'Variable "$r" got invalid value "READR".',
      extensions: { code: "BAD_INPUT" },
    });
  });

  test("prefers the innermost code, which is the most exact", () => {
    const inner = new GraphQLError("Cannot take it", { extensions: { code: "QUERY_TOO_COMPLEX" } });
    const outer = new GraphQLError("Cannot take it", {
      originalError: inner,
      extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
    });
    expect(format(outer).told.extensions).toEqual({ code: "QUERY_TOO_COMPLEX" });
  });
});

test("docs/api.md explains every code that a client can see", () => {
  const page = readFileSync("docs/api.md", "utf8");
  for (const code of [...codes, ...Object.keys(REQUEST_ERROR_CODES)]) {
    if (["PORT_IN_USE", "BAD_CONFIG", "BAD_DATA", "CANCELLED", "SPACE_EXISTS"].includes(code)) continue; // of the command line
    if (["UNSUPPORTED_OPERATION", "BACKEND_UNAVAILABLE", "TRAINING_FAILED"].includes(code)) continue; // of training
    expect(page).toContain(`\`${code}\``);
  }
});
