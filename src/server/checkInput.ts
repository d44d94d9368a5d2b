import {
  isInputObjectType,
  isListType,
  isNonNullType,
  type ASTNode,
  type GraphQLArgument,
  type GraphQLInputType,
} from "graphql";

import type { InputLimits } from "../schema/inputLimits.js";
import { schemaRules } from "../schema/schemaRules.js";

import { requestError } from "./requestError.js";

/** A value that a client sent, and what is known of it. */
interface Sent {
  /** How the client knows it: "filter.excludeItemIds". */
  readonly name: string;
  readonly limits: InputLimits | undefined;
  readonly node: ASTNode;
}

function checkLength(length: number, { name, limits, node }: Sent): void {
  const { minItems = 0, maxItems = Infinity } = limits ?? {};
  if (length >= minItems && length <= maxItems) return;
  const message = `Cannot take ${length} entries as "${name}": ${minItems} to ${maxItems} are wanted`;
  throw requestError("BAD_INPUT", message, { node });
}

function checkNumber(value: number, { name, limits, node }: Sent): void {
  const { min = -Infinity, max = Infinity } = limits ?? {};
  if (value >= min && value <= max) return;
  throw requestError("BAD_INPUT", `Cannot use ${value} as "${name}": ${min} to ${max} is wanted`, { node });
}

function checkText(value: string, { name, limits, node }: Sent): void {
  if (limits?.maxLength === undefined) return; // checked, and refused, where it is used
  const fault =
    value.length > limits.maxLength
      ? `has ${value.length} characters, at most ${limits.maxLength} are wanted`
      : value.includes("\0")
        ? "holds a NUL character"
        : value.isWellFormed()
          ? undefined
          : "holds half a surrogate pair";
  if (fault !== undefined) throw requestError("BAD_INPUT", `Cannot use this as "${name}": it ${fault}`, { node });
}

function checkValue(type: GraphQLInputType, value: unknown, sent: Sent): void {
  if (value === null || value === undefined) return;
  if (isNonNullType(type)) {
    checkValue(type.ofType, value, sent);
  } else if (isListType(type)) {
    const entries = value as readonly unknown[];
    checkLength(entries.length, sent);
    for (const entry of entries) checkValue(type.ofType, entry, sent);
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      const { inputLimits: limits } = schemaRules(field);
      const name = `${sent.name}.${field.name}`;
      checkValue(field.type, (value as Record<string, unknown>)[field.name], { ...sent, name, limits });
    }
  } else if (typeof value === "number") {
    checkNumber(value, sent);
  } else if (typeof value === "string") {
    checkText(value, sent);
  }
}

/**
 * Holds an argument against the limits that the schema states for it and everything in it.
 *
 * @param value As coerced by graphql-js.
 * @throws {GraphQLError} `BAD_INPUT`, naming the argument or the field in it.
 */
export function checkInput(argument: GraphQLArgument, value: unknown, node: ASTNode): void {
  checkValue(argument.type, value, { name: argument.name, limits: schemaRules(argument).inputLimits, node });
}
