import type { Random } from "../data/seededRandom.js";
import type { BatchFeeds, BatchShapes, RowUpdates } from "../runtime/trainer.js";
import { drawOutsideNegatives } from "./drawOutsideNegatives.js";
import { drawSharedNegatives } from "./drawSharedNegatives.js";
import { packedBatch, type PackedBatch } from "./packedBatch.js";
import type { TrainingOptions } from "./trainingOptions.js";
import { trainingSequences } from "./trainingSequences.js";

/** One step's input for a trainer. */
export interface TrainingBatch {
  /** Names the shapes: batches of one bucket have the same. */
  readonly bucket: string;
  readonly shapes: BatchShapes;
  readonly feeds: BatchFeeds;
}

/** The settings that batches depend on. */
export type BatchOptions = Pick<TrainingOptions, "maxLength" | "batchSize" | "loss" | "negatives">;

/**
 * Turns sequences into batches: every epoch is a permutation of the users who have anything to learn, cut into batches
 * of equal size but for one user. Histories are packed, several a row.
 *
 * The permutation is dealt out like cards: users in order of length, in rounds of as many as there are batches, each
 * round in random order. So every batch has its share of long and short histories, all batches need about the same
 * number of rows, hence one graph, and none is a small rest.
 */
export class SasrecBatches {
  /** T: positions a row, the longest sequence's. */
  readonly length: number;
  /** Batches an epoch. */
  readonly perEpoch: number;
  private readonly seen: readonly Int32Array[];
  private readonly sequences: readonly Int32Array[];
  /** Positions in `sequences`, the longest first. */
  private readonly byLength: Int32Array;

  /**
   * @param sequences Item rows of each user, oldest first.
   * @param itemCount N.
   * @param random Decides order and negatives, by epoch: an epoch's batches do not depend on those before it.
   */
  constructor(
    sequences: readonly Int32Array[],
    private readonly itemCount: number,
    private readonly options: BatchOptions,
    private readonly random: Random,
  ) {
    this.seen = sequences.filter(({ length }) => length >= 2);
    this.sequences = trainingSequences(sequences, options.maxLength);
    this.length = this.sequences.reduce((longest, { length }) => Math.max(longest, length - 1), 0);
    this.perEpoch = Math.ceil(this.sequences.length / options.batchSize);
    const lengthOf = (user: number) => this.sequences[user]!.length;
    this.byLength = Int32Array.from(this.sequences.keys()).sort((a, b) => lengthOf(b) - lengthOf(a) || a - b);
  }

  /** What of a batch names rows of the item embeddings. @throws {RangeError} If the loss looks at all of them. */
  get rowUpdates(): RowUpdates {
    const { loss } = this.options;
    if (loss === "softmax") throw new RangeError("Cannot update rows alone: the loss softmax looks at all items");
    return { parameter: "itemEmbeddings", feeds: ["items", "targets", "negatives"] };
  }

  /** @param epoch From 1. */
  *epoch(epoch: number): Generator<TrainingBatch> {
    const random = this.random.fork(`epoch ${epoch}`);
    for (const users of this.deal(random)) yield this.batch(users, random);
  }

  /** The users of each batch. */
  private deal(random: Random): number[][] {
    const hands = Array.from({ length: this.perEpoch }, (): number[] => []);
    const order = Int32Array.from(hands.keys());
    for (let first = 0; first < this.byLength.length; first += this.perEpoch) {
      random.shuffle(order);
      const round = this.byLength.subarray(first, first + this.perEpoch);
      for (const [place, user] of round.entries()) hands[order[place]!]!.push(user);
    }
    return hands;
  }

  private batch(users: readonly number[], random: Random): TrainingBatch {
    const packed = packedBatch(
      users.map((user) => this.sequences[user]!),
      this.length,
    );
    const { items, ages, starts, targets } = packed;
    const feeds = { items, ages, starts, targets, ...this.lossFeeds(packed, users, random) };
    const perPosition = [packed.rows, this.length];
    const shapeOf = (name: string, values: Int32Array | Float32Array) => ({
      shape: name === "negatives" && this.options.loss === "sampled-softmax" ? [values.length] : perPosition,
      dtype: values instanceof Float32Array ? ("float32" as const) : ("int32" as const),
    });
    const shapes = Object.fromEntries(Object.entries(feeds).map(([name, values]) => [name, shapeOf(name, values)]));
    return { bucket: `${packed.rows} x ${this.length}`, shapes, feeds };
  }

  private lossFeeds(packed: PackedBatch, users: readonly number[], random: Random): BatchFeeds {
    const { itemCount } = this;
    if (this.options.loss === "softmax") return {};
    if (this.options.loss === "binary") {
      const seen = users.map((user) => this.seen[user]!);
      return { negatives: drawOutsideNegatives(packed, seen, itemCount, random) };
    }
    const negatives = drawSharedNegatives(Math.min(this.options.negatives, itemCount), itemCount, random);
    const isNegative = new Uint8Array(itemCount + 1);
    for (const row of negatives) isNegative[row] = 1;
    return { negatives, hits: Float32Array.from(packed.targets, (target) => isNegative[target]!) };
  }
}
