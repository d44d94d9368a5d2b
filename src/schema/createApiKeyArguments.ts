import { ArgsType, Field } from "type-graphql";

import type { Role } from "../domain/role.js";

import { inputLimits } from "./inputLimits.js";
import { RoleEnum } from "./roleEnum.js";

/** Arguments of `createApiKey`. */
@ArgsType()
export class CreateApiKeyArguments {
  @Field(() => RoleEnum, { description: "What the key may do." })
  role!: Role;

  @inputLimits({ maxLength: 255 })
  @Field(() => String, { description: "What it is for, 1 to 255 characters; shown in lists." })
  name!: string;
}
