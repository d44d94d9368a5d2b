import { Args, Ctx, Mutation, Resolver } from "type-graphql";

import type { ApiKey } from "../recommend/apiKeys.js";
import { allowedFor } from "../schema/allowedFor.js";
import { ApiKeyType } from "../schema/apiKeyType.js";
import { CreateApiKeyArguments } from "../schema/createApiKeyArguments.js";
import { CreateApiKeyPayloadType } from "../schema/createApiKeyPayloadType.js";
import { IdArguments } from "../schema/idArguments.js";
import { RevokeApiKeyPayloadType } from "../schema/revokeApiKeyPayloadType.js";

import type { Plain } from "./plain.js";
import type { RequestContext } from "./requestContext.js";

/** API keys: translates GraphQL to `ApiKeys` and back. */
@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  @allowedFor("ADMIN")
  @Mutation(() => CreateApiKeyPayloadType, {
    nullable: true,
    description: "Makes a key for this space. Its secret is shown this once.",
  })
  createApiKey(
    @Args(() => CreateApiKeyArguments) { role, name }: CreateApiKeyArguments,
    @Ctx() { useCases, space }: RequestContext,
  ): Promise<{ key: ApiKey; secret: string }> {
    return useCases.apiKeys.create(space, { role, name });
  }

  @allowedFor("ADMIN")
  @Mutation(() => RevokeApiKeyPayloadType, {
    nullable: true,
    description: "Ends a key of this space: from its next request on, in every process.",
  })
  async revokeApiKey(
    @Args(() => IdArguments) { id }: IdArguments,
    @Ctx() { useCases, space }: RequestContext,
  ): Promise<Plain<RevokeApiKeyPayloadType>> {
    await useCases.apiKeys.revoke(space, id);
    return { revokedId: id };
  }
}
