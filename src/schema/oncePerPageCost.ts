import { Extensions } from "type-graphql";

/**
 * Declares what a field of a list's entries costs for a whole page, once, however many entries that has: its work is done
 * for all of them together.
 */
export function oncePerPageCost(cost: number): MethodDecorator & PropertyDecorator {
  return Extensions({ oncePerPageCost: cost });
}
