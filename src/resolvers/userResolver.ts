import { Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";

import type { User } from "../domain/user.js";
import { allowedFor } from "../schema/allowedFor.js";
import { AttributeType } from "../schema/attributeType.js";
import { DeleteUserPayloadType } from "../schema/deleteUserPayloadType.js";
import { IdArguments } from "../schema/idArguments.js";
import { InteractionConnectionType } from "../schema/interactionConnectionType.js";
import { PageArguments } from "../schema/pageArguments.js";
import { timesArgument } from "../schema/timesArgument.js";
import { UpsertPayloadType } from "../schema/upsertPayloadType.js";
import { UpsertUsersArguments } from "../schema/upsertUsersArguments.js";
import { UserType } from "../schema/userType.js";

import { attributeList } from "./attributeList.js";
import { attributeRecord } from "./attributeRecord.js";
import type { Plain } from "./plain.js";
import type { RequestContext } from "./requestContext.js";
import { toConnection } from "./toConnection.js";

/** Users: translates GraphQL to `Users` and back. */
@Resolver(() => UserType)
export class UserResolver {
  @allowedFor("READER")
  @Query(() => UserType, { nullable: true, description: "A user; null if the space has none of this id." })
  user(@Args(() => IdArguments) { id }: IdArguments, @Ctx() context: RequestContext): Promise<User | null> {
    return context.useCases.users.find(context.space, id);
  }

  @allowedFor("WRITER")
  @timesArgument("users")
  @Mutation(() => UpsertPayloadType, {
    nullable: true,
    description: "Writes users: new ones are made, known ones updated.",
  })
  upsertUsers(@Args(() => UpsertUsersArguments) { users }: UpsertUsersArguments, @Ctx() context: RequestContext) {
    const writes = users.map(({ id, attributes }) => ({ id, attributes: attributeRecord(attributes) }));
    return context.useCases.users.upsert(context.space, writes);
  }

  @allowedFor("WRITER")
  @Mutation(() => DeleteUserPayloadType, {
    nullable: true,
    description: "Deletes a user with the log, what is cached of it, and the snapshots that hold it.",
  })
  async deleteUser(
    @Args(() => IdArguments) { id }: IdArguments,
    @Ctx() context: RequestContext,
  ): Promise<Plain<DeleteUserPayloadType>> {
    return { deletedId: (await context.useCases.users.delete(context.space, id)) ? id : null };
  }

  @FieldResolver(() => [AttributeType])
  attributes(@Root() user: User): Plain<AttributeType>[] {
    return attributeList(user.attributes);
  }

  @allowedFor("READER")
  @timesArgument("first")
  @FieldResolver(() => InteractionConnectionType, { description: "The user's events, newest first." })
  async interactions(
    @Root() user: User,
    @Args(() => PageArguments) { first, after }: PageArguments,
    @Ctx() { useCases, space }: RequestContext,
  ) {
    return toConnection(await useCases.interactions.page(space, { first, after, userId: user.id }), after);
  }
}
