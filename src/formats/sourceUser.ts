import type { AttributeValue } from "../domain/item.js";
import type { UserId } from "../domain/userId.js";

/** One user, as a data set tells it. */
export interface SourceUser {
  readonly id: UserId;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}
