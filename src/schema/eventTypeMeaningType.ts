import { Field, ObjectType } from "type-graphql";

import type { EventMeaning } from "../domain/eventMeaning.js";

import { allowedFor } from "./allowedFor.js";
import { EventMeaningEnum } from "./eventMeaningEnum.js";

/** What a space says of one event type. */
@allowedFor("READER")
@ObjectType("EventTypeMeaning", { description: "What the space says of one event type." })
export class EventTypeMeaningType {
  @Field(() => String, { description: "The event type." })
  type!: string;

  @Field(() => EventMeaningEnum, { description: "What its events mean." })
  meaning!: EventMeaning;
}
