import { Field, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { ApiKeyType } from "./apiKeyType.js";

/** A new key and its secret. */
@allowedFor("ADMIN")
@ObjectType("CreateApiKeyPayload", { description: "A new API key." })
export class CreateApiKeyPayloadType {
  @Field(() => ApiKeyType, { description: "The key, without its secret." })
  key!: ApiKeyType;

  @Field(() => String, { description: "What to send as `Authorization: Bearer`; shown this once, stored only hashed." })
  secret!: string;
}
