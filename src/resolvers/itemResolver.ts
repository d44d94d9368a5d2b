import { Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";

import type { Item } from "../domain/item.js";
import type { ItemId } from "../domain/itemId.js";
import { allowedFor } from "../schema/allowedFor.js";
import { AttributeType } from "../schema/attributeType.js";
import { DeleteItemsArguments } from "../schema/deleteItemsArguments.js";
import { DeleteItemsPayloadType } from "../schema/deleteItemsPayloadType.js";
import { IdArguments } from "../schema/idArguments.js";
import { ItemConnectionType } from "../schema/itemConnectionType.js";
import { ItemType } from "../schema/itemType.js";
import { PageArguments } from "../schema/pageArguments.js";
import { timesArgument } from "../schema/timesArgument.js";
import { UpsertItemsArguments } from "../schema/upsertItemsArguments.js";
import { UpsertPayloadType } from "../schema/upsertPayloadType.js";

import { attributeList } from "./attributeList.js";
import { attributeRecord } from "./attributeRecord.js";
import type { Plain } from "./plain.js";
import type { RequestContext } from "./requestContext.js";
import { toConnection } from "./toConnection.js";

/** Items: translates GraphQL to `Catalogue` and back. */
@Resolver(() => ItemType)
export class ItemResolver {
  @allowedFor("READER")
  @Query(() => ItemType, { nullable: true, description: "An item; null if the space has none of this id." })
  item(@Args(() => IdArguments) { id }: IdArguments, @Ctx() context: RequestContext): Promise<Item | null> {
    return context.useCases.catalogue.item(context.space, id);
  }

  @allowedFor("READER")
  @timesArgument("first")
  @Query(() => ItemConnectionType, { nullable: true, description: "The items of the space, by id." })
  async items(@Args(() => PageArguments) page: PageArguments, @Ctx() { useCases, space }: RequestContext) {
    return toConnection(await useCases.catalogue.page(space, page), page.after);
  }

  @allowedFor("WRITER")
  @timesArgument("items")
  @Mutation(() => UpsertPayloadType, {
    nullable: true,
    description: "Writes items: new ones are made, known ones updated. Counts in the next recommendation.",
  })
  upsertItems(@Args(() => UpsertItemsArguments) { items }: UpsertItemsArguments, @Ctx() context: RequestContext) {
    const writes = items.map(({ attributes, ...item }) => ({ ...item, attributes: attributeRecord(attributes) }));
    return context.useCases.catalogue.upsertItems(context.space, writes);
  }

  @allowedFor("WRITER")
  @timesArgument("ids")
  @Mutation(() => DeleteItemsPayloadType, {
    nullable: true,
    description: "Deletes items: from the next recommendation on they are gone. Their events stay in the log.",
  })
  async deleteItems(
    @Args(() => DeleteItemsArguments) { ids }: DeleteItemsArguments,
    @Ctx() context: RequestContext,
  ): Promise<{ deletedIds: readonly ItemId[] }> {
    return { deletedIds: await context.useCases.catalogue.deleteItems(context.space, ids) };
  }

  @FieldResolver(() => [AttributeType])
  attributes(@Root() item: Item): Plain<AttributeType>[] {
    return attributeList(item.attributes);
  }
}
