import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { InteractionLogBuilder } from "../../../src/ml/data/interactionLogBuilder.js";
import { type Split, splitLeaveLastOut } from "../../../src/ml/data/splitLeaveLastOut.js";

type Sequences = Readonly<Record<string, readonly string[]>>;

function logOf(sequences: Sequences) {
  const builder = new InteractionLogBuilder();
  for (const [user, items] of Object.entries(sequences)) for (const item of items) builder.add(user, item, null);
  return builder.build();
}

/** The split with ids for rows. */
function named(split: Split) {
  const id = (row: number): string | null => (row === 0 ? null : split.itemIds[row - 1]!);
  return split.userIds.map((user, index) => ({
    user,
    train: Array.from(split.train[index]!, id),
    valid: id(split.valid[index]!),
    test: id(split.test[index]!),
  }));
}

/** The protocol as plainly as it can be written. */
function naiveSplit(sequences: Sequences, filtered: boolean) {
  const count = (item: string): number =>
    Object.values(sequences)
      .flat()
      .filter((other) => other === item).length;
  return Object.entries(sequences).flatMap(([user, items]) => {
    if (items.length < (filtered ? 5 : 3)) return [];
    const kept = (part: readonly string[]): string[] => part.filter((item) => !filtered || count(item) > 4);
    const train = kept(items.slice(0, -2));
    if (filtered && train.length <= 4) return [];
    return [{ user, train, valid: kept(items.slice(-2, -1))[0] ?? null, test: kept(items.slice(-1))[0] ?? null }];
  });
}

const someSequences = fc.dictionary(
  fc.stringMatching(/^u[0-9]$/),
  fc.array(fc.constantFrom("a", "b", "c", "d", "rare", "e", "f"), { minLength: 1, maxLength: 14 }),
  { maxKeys: 7 },
);

describe("splitLeaveLastOut()", () => {
  test("keeps the last item for testing and the one before it for validation", () => {
    const split = splitLeaveLastOut(logOf({ u: ["a", "b", "c", "d"], short: ["a", "z"] }), { filter: "none" });
    expect(named(split)).toEqual([{ user: "u", train: ["a", "b"], valid: "c", test: "d" }]);
    expect(split.itemIds).toEqual(["a", "b", "c", "d"]);
  });

  test("equals the plain statement of the protocol, with and without the filter", () => {
    fc.assert(
      fc.property(someSequences, fc.boolean(), (sequences, filtered) => {
        const split = splitLeaveLastOut(logOf(sequences), { filter: filtered ? "llm-srec" : "none" });
        const expected = naiveSplit(sequences, filtered);
        expect(named(split)).toEqual(expected);
        const used = expected.flatMap(({ train, valid, test }) => [...train, valid, test]);
        expect(split.itemIds).toEqual([...new Set(used.filter((item) => item !== null))].sort());
      }),
    );
  });

  test("counts for the filter what users too short to be split have done", () => {
    const frequent = { a: ["x", "x"], b: ["x", "x"], c: ["x", "q", "q", "q", "q", "q", "q", "q"] };
    const split = splitLeaveLastOut(logOf(frequent), { filter: "llm-srec" });
    expect(named(split)).toEqual([{ user: "c", train: ["x", "q", "q", "q", "q", "q"], valid: "q", test: "q" }]);
  });
});
