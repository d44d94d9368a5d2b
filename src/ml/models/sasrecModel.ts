import type { NetworkKind } from "../artifact/modelKind.js";
import type { ScoringModel } from "./scoringModel.js";
import type { SasrecEncoder } from "./sasrecEncoder.js";

/**
 * Lengths that histories are padded to lie this factor apart, so that little of a batch is padding and its parts are
 * few.
 */
const LENGTH_FACTOR = 2;
const SHORTEST_LENGTH = 8;

/** The attention of a part of a batch stays below this many numbers, 16 MB. */
const MOST_ATTENTION = 4_194_304;

/** What a model is besides its encoder. */
interface SasrecModelShape {
  readonly kind: NetworkKind;
  /** N. */
  readonly itemCount: number;
  /** L: how many of the newest items of a history count. */
  readonly window: number;
}

/** SASRec or eSASRec as a recommender: items by the dot product of their embedding with the user vector. */
export class SasrecModel implements ScoringModel {
  readonly kind: NetworkKind;
  readonly itemCount: number;
  private readonly window: number;

  constructor(
    private readonly encoder: SasrecEncoder,
    { kind, itemCount, window }: SasrecModelShape,
  ) {
    this.kind = kind;
    this.itemCount = itemCount;
    this.window = window;
  }

  async scoreAll(histories: readonly Int32Array[]): Promise<Float32Array> {
    return this.encoder.scoreItems(await this.userVectors(histories));
  }

  async userVectors(histories: readonly Int32Array[]): Promise<Float32Array> {
    let vectors = new Float32Array(0); // [B, D]
    for (const { length, members } of this.parts(histories)) {
      const history = new Int32Array(members.length * length); // [b, T]
      for (const [row, member] of members.entries()) {
        const newest = histories[member]!.subarray(-length);
        history.set(newest, (row + 1) * length - newest.length);
      }
      const encoded = await this.encoder.encode(history, [members.length, length]); // [b, D]
      const width = encoded.length / members.length;
      if (vectors.length === 0) vectors = new Float32Array(histories.length * width);
      for (const [row, member] of members.entries())
        vectors.set(encoded.subarray(row * width, (row + 1) * width), member * width);
    }
    return vectors;
  }

  close(): Promise<void> {
    return this.encoder.close();
  }

  /** Positions in `histories` that are encoded together, and the length that they are padded to. */
  private *parts(histories: readonly Int32Array[]): Generator<{ length: number; members: number[] }> {
    const byLength = new Map<number, number[]>();
    for (const [index, { length: own }] of histories.entries()) {
      let length = SHORTEST_LENGTH;
      while (length < own) length *= LENGTH_FACTOR;
      length = Math.min(length, this.window);
      const members = byLength.get(length);
      if (members) members.push(index);
      else byLength.set(length, [index]);
    }
    for (const [length, members] of byLength) {
      const rows = Math.max(1, Math.floor(MOST_ATTENTION / length ** 2));
      for (let first = 0; first < members.length; first += rows)
        yield { length, members: members.slice(first, first + rows) };
    }
  }
}
