import { Field, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { DateTimeScalar } from "./dateTimeScalar.js";
import { EvaluationType } from "./evaluationType.js";
import { FloorType } from "./floorType.js";
import { LlmSrecType } from "./llmSrecType.js";
import { ModelOptionType } from "./modelOptionType.js";
import { SequenceAuditType } from "./sequenceAuditType.js";

/** A model version; its row holds `id`, `runId`, `kind`, `checksum` and the times, all else comes from field resolvers. */
@allowedFor("READER")
@ObjectType("ModelVersion", { description: "A trained model: immutable, and served once it is promoted." })
export class ModelVersionType {
  @Field(() => ID, { description: "Names it, for `promoteModel`." })
  id!: string;

  @Field(() => ID, { nullable: true, description: "The training run that made it." })
  runId!: string | null;

  @Field(() => String, { description: "Its family, such as `sasrec` or `llm-srec`." })
  kind!: string;

  @Field(() => String, { description: "Checksum of its files; what is loaded is checked against it." })
  checksum!: string;

  @Field(() => Boolean, { description: "Whether this is the version that recommendations come from." })
  isServed!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      "Why the process that answers cannot serve it, though it should, so that the model before it or popularity stands in: an error code such as `ARTIFACT_CORRUPT`; the log says more. Null: nothing is wrong, or it is not the served one, or nobody has asked this process for recommendations yet.",
  })
  servingFault!: string | null;

  @Field(() => [EvaluationType], { description: "What was measured when it was made; empty where nothing was." })
  evaluations!: readonly EvaluationType[];

  @Field(() => [FloorType], {
    description: "What simpler models reached on the same data, for comparison; empty where that was not measured.",
  })
  floors!: readonly FloorType[];

  @Field(() => SequenceAuditType, {
    nullable: true,
    description: "What it loses when the order of the histories is taken away; null where that was not measured.",
  })
  audit!: SequenceAuditType | null;

  @Field(() => String, { nullable: true, description: "The named settings it was trained with; null: it has none." })
  recipe!: string | null;

  @Field(() => [ModelOptionType], {
    description: "Every setting it was trained with, those of the recipe too, by name.",
  })
  options!: readonly ModelOptionType[];

  @Field(() => LlmSrecType, {
    nullable: true,
    description:
      "Of its language model, and how it compares with the model that it learned from; null where it has none.",
  })
  llmSrec!: LlmSrecType | null;

  @Field(() => DateTimeScalar, { description: "When it was published." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was last promoted; null: never." })
  promotedAt!: Date | null;
}
