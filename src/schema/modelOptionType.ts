import { Field, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";

/** A setting that a model version was trained with. */
@allowedFor("READER")
@ObjectType("ModelOption", { description: "A setting that a model version was trained with." })
export class ModelOptionType {
  @Field(() => String, { description: "Which setting, such as `learningRate`." })
  name!: string;

  @Field(() => String, { description: "Its value, as JSON." })
  value!: string;
}
