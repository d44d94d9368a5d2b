import { Field, ID, ObjectType } from "type-graphql";

import type { Role } from "../domain/role.js";

import { allowedFor } from "./allowedFor.js";
import { DateTimeScalar } from "./dateTimeScalar.js";
import { RoleEnum } from "./roleEnum.js";

/** An API key without its secret, which is not stored. Only its own holder and admins come to see one. */
@allowedFor("READER")
@ObjectType("ApiKey", { description: "An API key. Its secret is not stored, so it cannot be shown." })
export class ApiKeyType {
  @Field(() => ID, { description: "Names it, for `revokeApiKey`." })
  id!: string;

  @Field(() => RoleEnum, { description: "What it may do." })
  role!: Role;

  @Field(() => String, { description: "What it is for." })
  name!: string;

  @Field(() => String, { description: "How its secret begins, to tell keys apart." })
  prefix!: string;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was revoked; null: it is good." })
  revokedAt!: Date | null;
}
