import { Field, ID, Int, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { LogStatusEnum } from "./logStatusEnum.js";

/** What became of one event. */
@allowedFor("WRITER")
@ObjectType("EventResult", { description: "What became of one event." })
export class EventResultType {
  @Field(() => Int, { description: "The event's place in the list that was sent, from 0." })
  index!: number;

  @Field(() => ID, { description: "The event's id: yours, or the one that was made for it." })
  eventId!: string;

  @Field(() => LogStatusEnum, { description: "Whether it was stored." })
  status!: keyof typeof LogStatusEnum;

  @Field(() => String, { nullable: true, description: "Why it was rejected: a stable code; null otherwise." })
  code!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The same for people; also of a duplicate that differs from what was logged under its id. Null otherwise.",
  })
  message!: string | null;
}
