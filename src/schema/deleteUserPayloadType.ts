import { Field, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";

/** What `deleteUser` did. */
@allowedFor("WRITER")
@ObjectType("DeleteUserPayload", { description: "What `deleteUser` did." })
export class DeleteUserPayloadType {
  @Field(() => ID, { nullable: true, description: "The user that was there and is deleted; null: there was none." })
  deletedId!: string | null;
}
