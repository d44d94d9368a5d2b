import { registerEnumType } from "type-graphql";

import type { EventMeaning } from "../domain/eventMeaning.js";

/** `EventMeaning` of the domain, as type-graphql wants an enum: an object. */
export const EventMeaningEnum = { POSITIVE: "POSITIVE", NEGATIVE: "NEGATIVE", IGNORED: "IGNORED" } as const satisfies {
  [M in EventMeaning]: M;
};

registerEnumType(EventMeaningEnum, {
  name: "EventMeaning",
  description: "What events of a type mean to training and serving.",
  valuesConfig: {
    POSITIVE: { description: "They join the user's sequence." },
    NEGATIVE: { description: "The item is never shown to the user again." },
    IGNORED: { description: "They are kept and not used." },
  },
});
