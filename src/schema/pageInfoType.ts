import { Field, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";

/** Where a page lies in its list. */
@allowedFor("READER")
@ObjectType("PageInfo", { description: "Where a page lies in its list." })
export class PageInfoType {
  @Field(() => Boolean, { description: "Whether more follows: ask on with `after: endCursor`." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether the page was asked for with a cursor, so that something precedes it." })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "Cursor of the first edge; null on an empty page." })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "Cursor of the last edge; null on an empty page." })
  endCursor!: string | null;
}
