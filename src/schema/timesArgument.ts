import { Extensions } from "type-graphql";

/** Declares that a field returns up to as many things as this argument says, or has entries: its cost is multiplied. */
export function timesArgument(name: string): MethodDecorator & PropertyDecorator {
  return Extensions({ timesArgument: name });
}
