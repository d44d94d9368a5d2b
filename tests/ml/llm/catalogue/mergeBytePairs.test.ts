import { describe, expect, test } from "@jest/globals";

import { mergeBytePairs } from "../../../../src/ml/llm/catalogue/mergeBytePairs.js";

const code = (character: string) => character.charCodeAt(0);

describe("mergeBytePairs()", () => {
  test("merges the most frequent pair first, then pairs of what was merged", () => {
    const counts = new Map([["low", 5], ["lower", 2], ["newest", 6], ["widest", 3]]); // prettier-ignore
    expect(mergeBytePairs(counts, 4)).toEqual([
      [code("e"), code("s")], // 9 times; the next two are as frequent, and this one has the smallest numbers
      [256, code("t")],
      [code("l"), code("o")],
      [258, code("w")],
    ]);
  });

  test("counts a run of one character by what can be merged of it", () => {
    expect(mergeBytePairs(new Map([["aaaa", 2]]), 10)).toEqual([[code("a"), code("a")], [256, 256]]); // prettier-ignore
  });

  test("ends when no pair is seen twice, or the most are made", () => {
    expect(mergeBytePairs(new Map([["abc", 1]]), 10)).toEqual([]);
    expect(mergeBytePairs(new Map([["abab", 9]]), 1)).toHaveLength(1);
    expect(mergeBytePairs(new Map(), 10)).toEqual([]);
  });

  test("equals counting anew after every merge", () => {
    const words = ["banana", "bandana", "ananas", "cabana", "nab", "anna", "bananabanana", "éé"];
    const counts = new Map(words.map((word, at) => [word, at + 1]));
    expect(mergeBytePairs(counts, 30)).toEqual(countedAnew(counts, 30));
  });
});

/** The algorithm as it is written, without anything kept between merges. */
function countedAnew(counts: ReadonlyMap<string, number>, most: number): [number, number][] {
  let words = [...counts].map(([text, count]) => ({ pieces: [...Buffer.from(text)], count }));
  const merges: [number, number][] = [];
  while (merges.length < most) {
    const seen = new Map<string, number>();
    for (const { pieces, count } of words) {
      for (let at = 1; at < pieces.length; at++) {
        const pair = `${pieces[at - 1]!} ${pieces[at]!}`;
        seen.set(pair, (seen.get(pair) ?? 0) + count);
      }
    }
    const ordered = [...seen].map(([pair, count]) => ({
      pair: pair.split(" ").map(Number) as [number, number],
      count,
    }));
    ordered.sort((a, b) => b.count - a.count || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1]);
    const best = ordered[0];
    if (!best || best.count < 2) break;
    const merged = 256 + merges.length;
    merges.push(best.pair);
    words = words.map(({ pieces, count }) => {
      const next: number[] = [];
      for (const piece of pieces) {
        // A piece that was just merged is no left neighbour: its number is new.
        if (next.at(-1) === best.pair[0] && piece === best.pair[1]) next[next.length - 1] = merged;
        else next.push(piece);
      }
      return { pieces: next, count };
    });
  }
  return merges;
}
