import { Field, ID, InputType } from "type-graphql";

import { DateTimeScalar } from "./dateTimeScalar.js";
import { FiniteFloatScalar } from "./finiteFloatScalar.js";

/**
 * One event to log. Its strings have no limits here on purpose: a bad event is refused alone, in its result, and the
 * use case checks each.
 */
@InputType({ description: "Something that a user did with an item." })
export class EventInput {
  @Field(() => ID, {
    nullable: true,
    description:
      "Your own id of the event, 1 to 255 characters: sending it again logs nothing. Without one, every try logs anew.",
  })
  eventId?: string | null;

  @Field(() => ID, { description: "Who did it; a user that the space does not know is made." })
  userId!: string;

  @Field(() => ID, { description: "With which item; one that the space does not know is refused." })
  itemId!: string;

  @Field(() => String, {
    description: "What it was, 1 to 64 characters: `view`, `purchase`, `dislike`. The space says what each type means.",
  })
  type!: string;

  @Field(() => FiniteFloatScalar, {
    nullable: true,
    description: "A rating or weight, where the event has one; at most a million either way.",
  })
  value?: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it happened: from 1970 to five minutes ahead of the server's clock; default now.",
  })
  occurredAt?: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: "The `requestId` of the answer that it came from, such as a click on a recommended item.",
  })
  requestId?: string | null;
}
