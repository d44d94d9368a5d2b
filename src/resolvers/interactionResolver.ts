import { Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";

import type { Item } from "../domain/item.js";
import type { LoggedInteraction } from "../recommend/interactions.js";
import { allowedFor } from "../schema/allowedFor.js";
import { InteractionConnectionType } from "../schema/interactionConnectionType.js";
import { InteractionsArguments } from "../schema/interactionsArguments.js";
import { InteractionType } from "../schema/interactionType.js";
import { DateTimeScalar } from "../schema/dateTimeScalar.js";
import { ItemType } from "../schema/itemType.js";
import { LogInteractionsArguments } from "../schema/logInteractionsArguments.js";
import { LogInteractionsPayloadType } from "../schema/logInteractionsPayloadType.js";
import { timesArgument } from "../schema/timesArgument.js";

import type { RequestContext } from "./requestContext.js";
import { toConnection } from "./toConnection.js";
import { toLogPayload } from "./toLogPayload.js";

/** The log: translates GraphQL to `Interactions` and `InteractionLogger`, and back. */
@Resolver(() => InteractionType)
export class InteractionResolver {
  @allowedFor("READER")
  @timesArgument("first")
  @Query(() => InteractionConnectionType, {
    nullable: true,
    description: "The log of the space, or of one user of it, newest first.",
  })
  async interactions(
    @Args(() => InteractionsArguments) page: InteractionsArguments,
    @Ctx() { useCases, space }: RequestContext,
  ) {
    return toConnection(await useCases.interactions.page(space, page), page.after);
  }

  @allowedFor("WRITER")
  @timesArgument("events")
  @Mutation(() => LogInteractionsPayloadType, {
    nullable: true,
    description:
      "Logs events. What is acknowledged is stored, and counts in the user's next recommendation. Safe to repeat: an event is logged once for each `eventId`.",
  })
  async logInteractions(
    @Args(() => LogInteractionsArguments) { events }: LogInteractionsArguments,
    @Ctx() { useCases, space, meter }: RequestContext,
  ): Promise<ReturnType<typeof toLogPayload>> {
    const results = await useCases.interactionLogger.log(space, events);
    meter.countEvents(results);
    return toLogPayload(results);
  }

  @FieldResolver(() => ItemType, { nullable: true })
  item(@Root() { itemId }: LoggedInteraction, @Ctx() { itemById }: RequestContext): Promise<Item | null> {
    return itemById.load(itemId);
  }

  @FieldResolver(() => DateTimeScalar, { nullable: true })
  occurredAt(@Root() { dated, occurredAt }: LoggedInteraction): Date | null {
    return dated ? occurredAt : null;
  }
}
