import { DomainError } from "../domain/domainError.js";
import type { Interaction } from "../domain/interaction.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { InteractionRepository } from "../store/interactionRepository.js";

/** An earlier import leaves all of them or none: a few are enough to see. */
const EVENTS_CHECKED = 20;

/** How far from the end of a user's log a held-out event may stand: negative events and what a try through the API logged follow it. */
const LOG_LENGTH = 1_000;

/**
 * Makes sure that events which are to be held out are not in the log already: a try of the recommendations would find the answers there.
 *
 * @param events Some of the held-out events; the first 20 are looked up.
 * @throws {DomainError} `BAD_INPUT` if the log holds one of them.
 */
export async function refuseStoredHeldOut(
  interactions: Pick<InteractionRepository, "page">,
  space: SpaceId,
  events: readonly Interaction[],
): Promise<void> {
  for (const { userId, eventId } of events.slice(0, EVENTS_CHECKED)) {
    const log = await interactions.page(space, { userId, first: LOG_LENGTH });
    if (!log.some((logged) => logged.eventId === eventId)) continue;
    throw new DomainError(
      "BAD_INPUT",
      `Cannot hold out the last events in space "${space}": its log holds that of user ${JSON.stringify(userId)} already, a space without an earlier import is wanted`,
    );
  }
}
