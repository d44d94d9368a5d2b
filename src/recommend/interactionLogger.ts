import type { Clock } from "../domain/clock.js";
import { DomainError } from "../domain/domainError.js";
import type { Interaction } from "../domain/interaction.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { InteractionRepository } from "../store/interactionRepository.js";

import { checkedEvent } from "./checkedEvent.js";
import { checkedList } from "./checkedList.js";
import type { EventInput } from "./eventInput.js";
import type { EventResult } from "./eventResult.js";

const MAX_EVENTS_PER_CALL = 1000;

/** Takes what users did into the log; what it acknowledges counts in the very next recommendation. */
export class InteractionLogger {
  /** @param newId Makes ids for events that come without one. */
  constructor(
    private readonly interactions: InteractionRepository,
    private readonly clock: Clock,
    private readonly newId: () => string,
  ) {}

  /**
   * Logs 1 to 1,000 events, each judged on its own; one that is refused keeps no other out.
   *
   * @returns What became of each event, in the order they came.
   * @throws {DomainError} `BAD_INPUT` for an empty or too long list; `UNKNOWN_SPACE`.
   */
  async log(space: SpaceId, events: readonly EventInput[]): Promise<readonly EventResult[]> {
    const nowMs = this.clock();
    const judged = checkedList("events", events, MAX_EVENTS_PER_CALL).map((event) => this.judge(event, nowMs));
    const accepted = judged.filter((verdict): verdict is Interaction => !("status" in verdict));
    const outcomes = accepted.length === 0 ? [] : await this.interactions.log(space, accepted);
    let next = 0;
    return judged.map((verdict): EventResult => {
      if ("status" in verdict) return verdict;
      const outcome = outcomes[next++];
      if (outcome === undefined) throw new RangeError(`Cannot tell what became of event ${next} of ${accepted.length}`);
      const { eventId } = verdict;
      if (outcome === "UNKNOWN_ITEM") return rejected(eventId, unknownItem(verdict));
      if (outcome === "ALTERED_DUPLICATE")
        return { eventId, status: "DUPLICATE", code: null, message: otherBefore(eventId) };
      return { eventId, status: outcome, code: null, message: null };
    });
  }

  private judge(event: EventInput, nowMs: number): Interaction | EventResult {
    const eventId = event.eventId ?? this.newId();
    try {
      return checkedEvent(eventId, event, nowMs);
    } catch (error) {
      if (error instanceof DomainError) return rejected(eventId, error);
      throw error;
    }
  }
}

function rejected(eventId: string, { code, message }: DomainError): EventResult {
  return { eventId, status: "REJECTED", code, message };
}

function unknownItem({ eventId, itemId }: Interaction): DomainError {
  const [event, item] = [JSON.stringify(eventId), JSON.stringify(itemId)];
  return new DomainError("UNKNOWN_ITEM", `Cannot log event ${event}: item ${item} is unknown, write it first`);
}

function otherBefore(eventId: string): string {
  return `Cannot log event ${JSON.stringify(eventId)} again: it was logged before with another user, item, type or value, and stays as it was; a new event id is wanted`;
}
