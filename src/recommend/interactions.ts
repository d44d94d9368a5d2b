import { DomainError } from "../domain/domainError.js";
import type { SpaceId } from "../domain/spaceId.js";
import { userId } from "../domain/userId.js";
import type { InteractionCursor, InteractionRepository, LoggedInteraction } from "../store/interactionRepository.js";

import { checkedFirst } from "./checkedFirst.js";
import type { Page } from "./page.js";
import { decodePageCursor, encodePageCursor } from "./pageCursor.js";
import type { PageInput } from "./pageInput.js";
import { pageOf } from "./pageOf.js";

export type { LoggedInteraction } from "../store/interactionRepository.js";

/** What fits into PostgreSQL's bigint. */
const SEQUENCE = /^\d{1,18}$/;

/** The log of a space, to read. */
export class Interactions {
  constructor(private readonly interactions: InteractionRepository) {}

  /**
   * The events of a space, or of one user of it, newest first. A user that the space does not know has none.
   *
   * @throws {DomainError} `BAD_INPUT`, `CURSOR_INVALID`.
   */
  async page(
    space: SpaceId,
    { first, after, userId: user }: PageInput & { readonly userId?: string | null | undefined },
  ): Promise<Page<LoggedInteraction>> {
    const size = checkedFirst(first);
    const read = await this.interactions.page(space, {
      first: size + 1,
      ...(user != null && { userId: userId(user) }),
      ...(after != null && { after: decode(after) }),
    });
    return pageOf(read, size, encode);
  }
}

function encode({ occurredAt, sequence }: LoggedInteraction): string {
  return encodePageCursor("interactions", [occurredAt.getTime().toString(), sequence.toString()]);
}

function decode(cursor: string): InteractionCursor {
  const [occurredAtMs = "", sequence = ""] = decodePageCursor("interactions", cursor, 2);
  const occurredAt = new Date(Number(occurredAtMs));
  if (!Number.isNaN(occurredAt.getTime()) && SEQUENCE.test(sequence)) return { occurredAt, sequence: BigInt(sequence) };
  throw new DomainError(
    "CURSOR_INVALID",
    "Cannot go on from this cursor: one that a page of interactions held is wanted",
  );
}
