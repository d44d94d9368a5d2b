import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { packedBatch } from "../../../src/ml/train/packedBatch.js";
import { packSequences } from "../../../src/ml/train/packSequences.js";
import { rowBucket } from "../../../src/ml/train/rowBucket.js";

const CAPACITY = 12;
const someLengths = fc.array(fc.integer({ min: 1, max: CAPACITY }), { minLength: 1, maxLength: 40 });

describe("packSequences()", () => {
  test("gives every sequence room of its own, in few rows", () => {
    fc.assert(
      fc.property(someLengths, (lengths) => {
        const { rows, rowOf, startOf } = packSequences(lengths, CAPACITY);
        const taken = new Set<number>();
        lengths.forEach((length, index) => {
          expect(startOf[index]! + length).toBeLessThanOrEqual(CAPACITY);
          for (let i = 0; i < length; i++) taken.add(rowOf[index]! * CAPACITY + startOf[index]! + i);
        });
        const total = lengths.reduce((sum, length) => sum + length, 0);
        expect(taken.size).toBe(total);
        expect(new Set(rowOf).size).toBe(rows);
        // Two rows at most half full would have been one
        expect(rows).toBeLessThanOrEqual(Math.ceil((2 * total) / CAPACITY) + 1);
      }),
    );
  });

  test("refuses a sequence that is longer than a row", () => {
    expect(() => packSequences([3, 13], 12)).toThrow(
      new RangeError("Cannot pack a sequence of 13 positions: 1 to 12 are wanted"),
    );
  });
});

describe("rowBucket()", () => {
  test("adds at most an eighth of the rows, and has eight sizes an octave", () => {
    const sizes = Array.from({ length: 256 }, (_, i) => rowBucket(i + 1));
    sizes.forEach((size, i) => {
      expect(size).toBeGreaterThanOrEqual(i + 1);
      expect(size - (i + 1)).toBeLessThanOrEqual((i + 1) / 8);
    });
    expect(new Set(sizes.slice(128)).size).toBe(8);
  });
});

describe("packedBatch()", () => {
  const someSequences = fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: CAPACITY + 1 }), {
    minLength: 1,
    maxLength: 20,
  });

  test("holds every pair of neighbours of every sequence, in order, once, and nothing else", () => {
    fc.assert(
      fc.property(someSequences, (rows) => {
        const sequences = rows.map((row) => Int32Array.from(row));
        const batch = packedBatch(sequences, CAPACITY);
        const found: number[][] = sequences.map(() => []);
        const starts = new Map<number, number>();
        batch.sequenceOf.forEach((sequence, position) => {
          const column = position % CAPACITY;
          if (sequence < 0) {
            const nothing = [batch.items[position], batch.targets[position], batch.ages[position]];
            expect(nothing).toEqual([0, 0, 0]);
            expect(batch.starts[position]).toBe(column);
            return;
          }
          if (!starts.has(sequence)) starts.set(sequence, column);
          expect(batch.starts[position]).toBe(starts.get(sequence));
          const place = found[sequence]!.push(batch.items[position]!) - 1;
          expect(batch.targets[position]).toBe(sequences[sequence]![place + 1]);
          expect(batch.ages[position]).toBe(sequences[sequence]!.length - 2 - place);
        });
        expect(found).toEqual(rows.map((row) => row.slice(0, -1)));
      }),
    );
  });
});
