import { Field, ID, InputType } from "type-graphql";

import { AttributeInput } from "./attributeInput.js";
import { DateTimeScalar } from "./dateTimeScalar.js";
import { inputLimits } from "./inputLimits.js";

/** An item to write. */
@InputType({
  description:
    "An item to write. A part that is left out or null keeps what is stored; on a new item it has its default.",
})
export class ItemInput {
  @inputLimits({ maxLength: 255 })
  @Field(() => ID, { description: "Your own id, 1 to 255 characters; an item of this id is updated." })
  id!: string;

  @inputLimits({ maxLength: 1_000 })
  @Field(() => String, { description: "Shown to people, 1 to 1,000 characters." })
  title!: string;

  @inputLimits({ maxLength: 100_000 })
  @Field(() => String, {
    nullable: true,
    description: "Longer description, at most 100,000 characters; default empty.",
  })
  text?: string | null;

  @inputLimits({ maxItems: 100, maxLength: 255 })
  @Field(() => [String], { nullable: true, description: "At most 100 of 1 to 255 characters; default none." })
  categories?: string[] | null;

  @inputLimits({ maxItems: 64 })
  @Field(() => [AttributeInput], {
    nullable: true,
    description: "All attributes, at most 64: a list that is sent replaces the stored one; default none.",
  })
  attributes?: AttributeInput[] | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the item appeared, from the year 1000 to a year from now; default now.",
  })
  createdAt?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "False while it cannot be had, such as out of stock: not recommended for now. Default true.",
  })
  available?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "True: never recommended, an editor's choice. Default false." })
  hidden?: boolean | null;
}
