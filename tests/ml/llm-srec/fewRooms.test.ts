import { describe, expect, test } from "@jest/globals";

import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import { FewRooms } from "../../../src/ml/llm-srec/fewRooms.js";
import { partedRooms } from "../../../src/ml/llm-srec/packedRoom.js";
import { packInParts } from "../../../src/ml/llm-srec/packInParts.js";
import { tinyPrompt } from "./harness/tinyTask.js";

const SAMPLES = 128;
const BATCHES = 400;
const PARTS = 2;

/** Batches of 20 histories of 1 to 10 items, most of them long, with titles of 5 to 44 tokens. */
function drawnBatches(count: number, seed: number) {
  const random = seededRandom(seed);
  const words = () => new Array<number>(5 + random.int(20) + random.int(21)).fill(7);
  const prompt = () =>
    tinyPrompt(Array.from({ length: Math.max(1, 10 - random.int(8)) }, () => [...words(), { row: 1 }]).flat());
  return Array.from({ length: count }, () => Array.from({ length: 20 }, prompt));
}

const roomsOf = (batch: ReturnType<typeof drawnBatches>[number]) => partedRooms(packInParts(batch, { parts: PARTS, skipsStart: true })); // prettier-ignore
const tokensOf = (rooms: ReturnType<typeof roomsOf>) => rooms.reduce((sum, { rows, leadRows }) => sum + rows + leadRows, 0); // prettier-ignore

describe("FewRooms", () => {
  test("lays hundreds of different batches out in a handful of shapes, with little padding", () => {
    const rooms = new FewRooms(drawnBatches(SAMPLES, 1).map(roomsOf), 4);
    const shapes = new Set<string>();
    const different = new Set<string>();
    let [needed, laid] = [0, 0];
    for (const batch of drawnBatches(BATCHES, 2)) {
      const least = roomsOf(batch);
      const given = partedRooms(packInParts(batch, { parts: PARTS, skipsStart: true, rooms: rooms.roomFor(least) }));
      expect(given).toEqual(rooms.roomFor(least));
      different.add(JSON.stringify(least));
      shapes.add(JSON.stringify(given));
      needed += tokensOf(least);
      laid += tokensOf(given);
    }
    expect(different.size).toBe(BATCHES);
    expect(shapes.size).toBeLessThanOrEqual(8);
    expect(laid / needed).toBeLessThan(1.15);
  });

  test("gives larger batches than any sample room in steps", () => {
    const room = { rows: 100, positions: 10, items: 10, leadRows: 0, leadPositions: 0 };
    const rooms = new FewRooms([[room]], 2);
    expect(rooms.roomFor([room])).toEqual([room]);
    const larger = { ...room, rows: 101 };
    const next = rooms.roomFor([larger]);
    expect(next).toEqual([{ rows: 111, positions: 11, items: 11, leadRows: 2, leadPositions: 2 }]);
    expect(rooms.roomFor([{ ...room, rows: 110 }])).toEqual(next);
    expect(rooms.roomFor([{ ...room, leadRows: 5 }])[0]!.leadRows).toBeGreaterThanOrEqual(5);
  });

  test("refuses to choose without a batch", () => {
    expect(() => new FewRooms([], 4)).toThrow("Cannot choose rooms: no batch was sampled");
  });
});
