import { Field, Int, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { FusionType } from "./fusionType.js";
import { RankerAuditType } from "./rankerAuditType.js";

/** What a model version with a language model is made of, and how good its parts are. */
@allowedFor("READER")
@ObjectType("LlmSrec", {
  description: "What a model version with a language model is made of, and how good its parts are beside each other.",
})
export class LlmSrecType {
  @Field(() => String, {
    description:
      'The frozen language model: its name at the hub, or the last part of its path; "catalogue": made by the training.',
  })
  languageModel!: string;

  @Field(() => Boolean, {
    description:
      "Whether the training made the language model of the catalogue's titles: weaker than one that has read more.",
  })
  isCatalogueModel!: boolean;

  @Field(() => Int, { description: "How many of its first layers are computed." })
  layers!: number;

  @Field(() => Int, { description: "How many layers it has." })
  allLayers!: number;

  @Field(() => String, { description: "The family of the model that it learned from, and is fused with." })
  teacherKind!: string;

  @Field(() => Int, { description: "How many of the newest items of a history it reads." })
  window!: number;

  @Field(() => Boolean, { description: "Whether it reads their titles as text, rather than within their vectors." })
  readsTitles!: boolean;

  @Field(() => Boolean, { description: "Whether it reads their days, where the log has dates." })
  readsDates!: boolean;

  @Field(() => FusionType, { description: "How both scores are added." })
  fusion!: FusionType;

  @Field(() => [RankerAuditType], {
    description:
      "The teacher, the language model and both together on the same test items, in order and shuffled; empty where that was not measured.",
  })
  rankers!: readonly RankerAuditType[];
}
