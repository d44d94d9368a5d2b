import { Field, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";

/** What `revokeApiKey` did. */
@allowedFor("ADMIN")
@ObjectType("RevokeApiKeyPayload", { description: "What `revokeApiKey` did." })
export class RevokeApiKeyPayloadType {
  @Field(() => ID, { description: "The key that is revoked." })
  revokedId!: string;
}
