import { Field, Int, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { EventResultType } from "./eventResultType.js";

/** What `logInteractions` did. */
@allowedFor("WRITER")
@ObjectType("LogInteractionsPayload", { description: "What `logInteractions` did with each event." })
export class LogInteractionsPayloadType {
  @Field(() => [EventResultType], { description: "One for each event, in the order that they were sent." })
  results!: readonly EventResultType[];

  @Field(() => Int, { description: "How many were stored." })
  loggedCount!: number;

  @Field(() => Int, { description: "How many had been stored before." })
  duplicateCount!: number;

  @Field(() => Int, { description: "How many were refused." })
  rejectedCount!: number;
}
