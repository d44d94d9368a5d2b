import { Field, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { ApiKeyType } from "./apiKeyType.js";
import { EventTypeMeaningType } from "./eventTypeMeaningType.js";
import { ModelVersionType } from "./modelVersionType.js";

/** Who is asking; everything but `key` and `space` comes from field resolvers. */
@allowedFor("READER")
@ObjectType("Viewer", { description: "Who is asking: the API key, its space, and what it may do." })
export class ViewerType {
  @Field(() => ApiKeyType, { description: "The key that this request was sent with." })
  key!: ApiKeyType;

  @Field(() => ID, { description: "The space that the key opens. Nothing of any other space can be seen or changed." })
  space!: string;

  @Field(() => [String], {
    description: "The fields of `Query`, `Mutation` and `Subscription` that the key may use, by name.",
  })
  allowedOperations!: readonly string[];

  @Field(() => [EventTypeMeaningType], {
    description:
      "Event types that the space gives a meaning of its own; of the rest, `dislike` and `hide` are negative.",
  })
  eventMeanings!: readonly EventTypeMeaningType[];

  @Field(() => ModelVersionType, { nullable: true, description: "The model that is served; null: none is yet." })
  servedModel!: ModelVersionType | null;
}
