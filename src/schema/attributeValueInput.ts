import { Field, InputType } from "type-graphql";

import { FiniteFloatScalar } from "./finiteFloatScalar.js";
import { inputLimits } from "./inputLimits.js";
import { oneOf } from "./oneOf.js";

/** The value of an attribute, typed: exactly one field is sent. */
@oneOf()
@InputType({ description: "The value of an attribute: exactly one of these." })
export class AttributeValueInput {
  @inputLimits({ maxLength: 2_000 })
  @Field(() => String, { nullable: true, description: "A string, at most 2,000 characters." })
  string?: string;

  @Field(() => FiniteFloatScalar, { nullable: true, description: "A finite number." })
  number?: number;

  @Field(() => Boolean, { nullable: true, description: "True or false." })
  boolean?: boolean;

  @inputLimits({ maxItems: 100, maxLength: 2_000 })
  @Field(() => [String], { nullable: true, description: "Up to 100 strings of at most 2,000 characters." })
  strings?: string[];
}
