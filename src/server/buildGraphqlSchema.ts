import "reflect-metadata";

import { assertValidSchema, GraphQLSchema, isInputObjectType } from "graphql";
import { buildSchema, type PubSub } from "type-graphql";

import { ApiKeyResolver } from "../resolvers/apiKeyResolver.js";
import { InteractionResolver } from "../resolvers/interactionResolver.js";
import { ItemResolver } from "../resolvers/itemResolver.js";
import { ModelResolver } from "../resolvers/modelResolver.js";
import { RecommendationEdgeResolver } from "../resolvers/recommendationEdgeResolver.js";
import { RecommendationResolver } from "../resolvers/recommendationResolver.js";
import { TrainingResolver } from "../resolvers/trainingResolver.js";
import { UserResolver } from "../resolvers/userResolver.js";
import { ViewerResolver } from "../resolvers/viewerResolver.js";
import { schemaRules } from "../schema/schemaRules.js";

import { guardSchema } from "./guardSchema.js";

/** type-graphql asks for one where there are subscriptions; ours bring their own streams. */
const NO_TOPICS: PubSub = {
  publish: () => {
    throw new TypeError("Cannot publish: subscriptions have streams of their own");
  },
  subscribe: () => {
    throw new TypeError("Cannot subscribe to a topic: subscriptions have streams of their own");
  },
};

const ROOT_DESCRIPTIONS = {
  Query: "What can be asked. Every field answers for the space of the API key that asks.",
  Mutation: "What can be changed. Fields run one after the other, in the order that they are written.",
  Subscription: "What can be watched, over WebSocket at /graphql and server-sent events at /graphql/stream.",
};

/**
 * Builds the schema of the API: the resolvers' types, `@oneOf` and the descriptions of the root types, which type-graphql
 * cannot say, and the role rules put before the resolvers.
 *
 * @throws {TypeError} If a field has no rule.
 */
export async function buildGraphqlSchema(): Promise<GraphQLSchema> {
  const built = await buildSchema({
    resolvers: [
      RecommendationResolver,
      RecommendationEdgeResolver,
      ItemResolver,
      UserResolver,
      InteractionResolver,
      ModelResolver,
      TrainingResolver,
      ApiKeyResolver,
      ViewerResolver,
    ],
    validate: false, // limits are checked for the whole operation before it runs: `checkOperation`
    pubSub: NO_TOPICS,
  });
  for (const type of Object.values(built.getTypeMap()))
    if (isInputObjectType(type)) type.isOneOf = schemaRules(type).oneOf === true;
  for (const [name, description] of Object.entries(ROOT_DESCRIPTIONS)) {
    const type = built.getType(name);
    if (type) type.description = description;
  }
  guardSchema(built);
  const schema = new GraphQLSchema(built.toConfig()); // anew, since the first one has been validated without @oneOf
  assertValidSchema(schema);
  return schema;
}
