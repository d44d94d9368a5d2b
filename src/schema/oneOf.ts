import { Extensions } from "type-graphql";

/** Declares an input type of which exactly one field must be sent (`@oneOf`), which type-graphql itself cannot say. */
export function oneOf(): ClassDecorator {
  return Extensions({ oneOf: true });
}
