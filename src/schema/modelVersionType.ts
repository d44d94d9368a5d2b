import { Field, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { DateTimeScalar } from "./dateTimeScalar.js";
import { EvaluationType } from "./evaluationType.js";

/** A model version; `isServed` and `evaluations` come from field resolvers. */
@allowedFor("READER")
@ObjectType("ModelVersion", { description: "A trained model: immutable, and served once it is promoted." })
export class ModelVersionType {
  @Field(() => ID, { description: "Names it, for `promoteModel`." })
  id!: string;

  @Field(() => ID, { nullable: true, description: "The training run that made it." })
  runId!: string | null;

  @Field(() => String, { description: "Its family, such as `sasrec`." })
  kind!: string;

  @Field(() => String, { description: "Checksum of its files; what is loaded is checked against it." })
  checksum!: string;

  @Field(() => Boolean, { description: "Whether this is the version that recommendations come from." })
  isServed!: boolean;

  @Field(() => [EvaluationType], { description: "What was measured when it was made; empty where nothing was." })
  evaluations!: readonly EvaluationType[];

  @Field(() => DateTimeScalar, { description: "When it was published." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was last promoted; null: never." })
  promotedAt!: Date | null;
}
