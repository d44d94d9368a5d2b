import { Field, Float, Int, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { EvaluationCandidatesEnum } from "./evaluationCandidatesEnum.js";
import { EvaluationPartEnum } from "./evaluationPartEnum.js";

/** One measurement of a model version. */
@allowedFor("READER")
@ObjectType("Evaluation", {
  description: "How well a model version finds held-out items; leave-last-out, 0 to 1, higher is better.",
})
export class EvaluationType {
  @Field(() => EvaluationPartEnum, { description: "Which item of every user was held out." })
  part!: keyof typeof EvaluationPartEnum;

  @Field(() => EvaluationCandidatesEnum, { description: "Among which items it was ranked." })
  candidates!: keyof typeof EvaluationCandidatesEnum;

  @Field(() => Int, { nullable: true, description: "How many users were measured." })
  users!: number | null;

  @Field(() => Float, { description: "Share of users whose item was among the first 10." })
  hitRateAt10!: number;

  @Field(() => Float, { description: "Share of users whose item was among the first 20." })
  hitRateAt20!: number;

  @Field(() => Float, { description: "As `hitRateAt10`, a higher place counting more." })
  ndcgAt10!: number;

  @Field(() => Float, { description: "As `hitRateAt20`, a higher place counting more." })
  ndcgAt20!: number;
}
