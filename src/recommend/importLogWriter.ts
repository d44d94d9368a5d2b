import type { Interaction } from "../domain/interaction.js";
import type { SpaceId } from "../domain/spaceId.js";
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

/** Writes the interactions of a source, batch after batch in the order of its files, from the first to the last. */
export class ImportLogWriter {
  readonly counts = { read: 0, added: 0, duplicates: 0, faulty: 0, heldOut: 0, itemDeleted: 0 };
  private readonly mentioned: ImportMentionedItems;
  private row = 0;

  constructor(private readonly options: ImportLogWriterOptions) {
    this.mentioned = new ImportMentionedItems(options.items, options.space);
  }

  /** Items made because events mention them. */
  get mentionedOnly(): number {
    return this.mentioned.made;
  }

  /** @throws {DomainError} `UNKNOWN_SPACE`; `BAD_INPUT` if events to be held out are in the log already. */
  async write({ values, faulty }: ImportBatch<SourceInteraction>): Promise<void> {
    const { counts, options } = this;
    const isFirstHeldOut = counts.heldOut === 0;
    const kept: Interaction[] = [];
    const heldOut: Interaction[] = [];
    for (const event of values) (this.isNextHeldOut(event) ? heldOut : kept).push(this.toInteraction(event));
    if (isFirstHeldOut) await refuseStoredHeldOut(options.interactions, options.space, heldOut);
    await this.mentioned.make(values.map(({ itemId }) => itemId));
    const outcome = await options.interactions.importBatch(options.space, kept);
    counts.read += values.length + faulty;
    counts.added += outcome.added;
    counts.duplicates += outcome.duplicates;
    counts.faulty += faulty;
    counts.itemDeleted += outcome.unknownItems;
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
