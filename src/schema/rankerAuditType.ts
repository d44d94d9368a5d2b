import { Field, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { RankerEnum } from "./rankerEnum.js";
import { SequenceAuditType } from "./sequenceAuditType.js";

/** The measurements of one way in which a model version can rank. */
@allowedFor("READER")
@ObjectType("RankerAudit", { description: "The measurements of one of the ways in which a model version can rank." })
export class RankerAuditType {
  @Field(() => RankerEnum, { description: "Which way: `CF_SREC` is the teacher." })
  ranker!: keyof typeof RankerEnum;

  @Field(() => SequenceAuditType, { description: "On the same test items as the others." })
  audit!: SequenceAuditType;
}
