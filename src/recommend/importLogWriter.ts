import type { Interaction } from "../domain/interaction.js";
import type { ItemId } from "../domain/itemId.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { UserId } from "../domain/userId.js";
import type { DataSource } from "../formats/dataSource.js";
import type { SourceInteraction } from "../formats/sourceInteraction.js";
import type { InteractionRepository } from "../store/interactionRepository.js";
import type { ItemRepository } from "../store/itemRepository.js";
import type { ImportBatch } from "./importBatches.js";
import { importEventId } from "./importEventId.js";
import { importFingerprint } from "./importFingerprint.js";
import { refuseStoredHeldOut } from "./importHeldOutCheck.js";
import { ImportMentionedItems } from "./importMentionedItems.js";
import type { ImportSurvey } from "./importSurvey.js";

/** What the log of one import is written from and to. */
export interface ImportLogWriterOptions {
  readonly source: Pick<DataSource, "name" | "timestampKind">;
  readonly space: SpaceId;
  readonly survey: ImportSurvey;
  readonly items: Pick<ItemRepository, "findMany" | "upsert">;
  readonly interactions: Pick<InteractionRepository, "page" | "importBatch">;
  readonly onHeldOut: (event: SourceInteraction) => void;
}

/** A batch that is ready to be written. */
export interface PreparedImportBatch {
  readonly kept: readonly Interaction[];
  /** All items of the batch, those of held-out events too. */
  readonly mentioned: ReadonlySet<ItemId>;
  /** Events that are held out, where the log must be looked through for them. */
  readonly unstored: readonly Interaction[];
  readonly read: number;
  readonly faulty: number;
}

/** Connections that write a batch side by side: the work is the database's, and it gives each a process. */
const LANES = 2;

/**
 * Writes the interactions of a source, batch after batch in the order of its files, from the first to the last. Within a batch users are dealt out
 * to lanes: each user's events keep their order, and two lanes never want the same user's lock.
 */
export class ImportLogWriter {
  readonly counts = { read: 0, added: 0, duplicates: 0, faulty: 0, heldOut: 0, itemDeleted: 0 };
  private readonly mentioned: ImportMentionedItems;
  private row = 0;
  /** Duplicates come one after the other: from an earlier import, up to where it broke off. */
  private likelyNew = true;

  constructor(private readonly options: ImportLogWriterOptions) {
    this.mentioned = new ImportMentionedItems(options.items, options.space);
  }

  /** Items made because events mention them. */
  get mentionedOnly(): number {
    return this.mentioned.made;
  }

  /** What does not need the database, so that it can be done while the batch before is being written. Called once for each batch, in their order. */
  prepare({ values, faulty }: ImportBatch<SourceInteraction>): PreparedImportBatch {
    const { counts } = this;
    const isFirstHeldOut = counts.heldOut === 0;
    const kept: Interaction[] = [];
    const heldOut: Interaction[] = [];
    for (const event of values) (this.isNextHeldOut(event) ? heldOut : kept).push(this.toInteraction(event));
    const mentioned = new Set(values.map(({ itemId }) => itemId));
    return { kept, mentioned, unstored: isFirstHeldOut ? heldOut : [], read: values.length + faulty, faulty };
  }

  /** @throws {DomainError} `UNKNOWN_SPACE`; `BAD_INPUT` if events to be held out are in the log already. */
  async write({ kept, mentioned, unstored, read, faulty }: PreparedImportBatch): Promise<void> {
    const { counts, options } = this;
    await refuseStoredHeldOut(options.interactions, options.space, unstored);
    await this.mentioned.make(mentioned);
    const { likelyNew } = this;
    const lanes = lanesOf(kept).map((events) => options.interactions.importBatch(options.space, events, { likelyNew }));
    const outcomes = await allOrFirstFailure(lanes);
    this.likelyNew = outcomes.every(({ duplicates }) => duplicates === 0);
    counts.read += read;
    counts.faulty += faulty;
    for (const { added, duplicates, unknownItems } of outcomes) {
      counts.added += added;
      counts.duplicates += duplicates;
      counts.itemDeleted += unknownItems;
    }
  }

  /** Whether the next row of the source is to be kept out of the log; called once for each. */
  private isNextHeldOut(event: SourceInteraction): boolean {
    const isHeldOut = this.row === this.options.survey.heldOut[this.counts.heldOut];
    this.row += 1;
    if (!isHeldOut) return false;
    this.counts.heldOut += 1;
    this.options.onHeldOut(event);
    return true;
  }

  private toInteraction(event: SourceInteraction): Interaction {
    const { source, survey } = this.options;
    return {
      eventId: importEventId(source.name, event, survey.repeats.next(importFingerprint(event))),
      userId: event.userId,
      itemId: event.itemId,
      type: event.type,
      value: event.value,
      occurredAt: new Date(event.timestamp),
      dated: source.timestampKind === "unix",
      requestId: null,
    };
  }
}

function lanesOf(events: readonly Interaction[]): readonly (readonly Interaction[])[] {
  const lanes = Array.from({ length: LANES }, (): Interaction[] => []);
  for (const event of events) lanes[laneOf(event.userId)]?.push(event);
  return lanes.filter(({ length }) => length > 0);
}

function laneOf(user: UserId): number {
  let sum = 0;
  for (let i = 0; i < user.length; i++) sum += user.charCodeAt(i);
  return sum % LANES;
}

/** Waits for all, also where one has failed: nothing is under way any more when the caller hears of it. */
async function allOrFirstFailure<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
