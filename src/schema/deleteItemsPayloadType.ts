import { Field, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";

/** What `deleteItems` did. */
@allowedFor("WRITER")
@ObjectType("DeleteItemsPayload", { description: "What `deleteItems` did." })
export class DeleteItemsPayloadType {
  @Field(() => [ID], { description: "The items that were there and are deleted." })
  deletedIds!: readonly string[];
}
