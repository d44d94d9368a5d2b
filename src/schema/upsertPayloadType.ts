import { Field, Int, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";

/** What an upsert did. */
@allowedFor("WRITER")
@ObjectType("UpsertPayload", { description: "What an upsert did." })
export class UpsertPayloadType {
  @Field(() => Int, { description: "How many were new." })
  created!: number;

  @Field(() => Int, { description: "How many were there and were written over." })
  updated!: number;
}
