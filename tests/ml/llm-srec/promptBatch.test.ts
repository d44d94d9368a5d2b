import { describe, expect, test } from "@jest/globals";

import { llmSrecFeeds } from "../../../src/ml/llm-srec/llmSrecFeeds.js";
import { promptBatch } from "../../../src/ml/llm-srec/promptBatch.js";
import { tinyPrompt } from "./harness/tinyTask.js";

/** START 8 item2 9 out; START item4 out. */
const PROMPTS = [tinyPrompt([8, { row: 2 }, 9]), tinyPrompt([{ row: 4 }])];

describe("promptBatch()", () => {
  test("pads on the right, and tells both where soft tokens stand and which stands where", () => {
    expect(promptBatch(PROMPTS)).toEqual({
      size: 2,
      positions: 6,
      tokens: Int32Array.of(3, 7, 8, 0, 9, 0, 3, 7, 0, 0, 0, 0),
      isReal: Int32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0),
      softRowAt: Int32Array.of(0, 0, 0, 3, 0, 1, 0, 0, 4, 2, 0, 0),
      softPlaces: Int32Array.of(5, 9, 3, 8),
      rows: Int32Array.of(2, 4),
    });
  });

  test("leaves out the start, where it is read apart, and leaves room where it is asked to", () => {
    expect(promptBatch(PROMPTS, { skipsStart: true, positions: 5, items: 3 })).toEqual({
      size: 2,
      positions: 5,
      tokens: Int32Array.of(8, 0, 9, 0, 0, 0, 0, 0, 0, 0),
      isReal: Int32Array.of(1, 1, 1, 1, 0, 1, 1, 0, 0, 0),
      softRowAt: Int32Array.of(0, 3, 0, 1, 0, 4, 2, 0, 0, 0),
      softPlaces: Int32Array.of(3, 6, 1, 5, 10),
      rows: Int32Array.of(2, 4, 0),
    });
  });

  test("numbers the users' tokens between the out-tokens and the items", () => {
    const { softRowAt, softPlaces } = promptBatch([tinyPrompt(["user", { row: 1 }])]);
    expect(softRowAt).toEqual(Int32Array.of(0, 0, 2, 3, 1));
    expect(softPlaces).toEqual(Int32Array.of(4, 2, 3));
  });

  test("refuses prompts that do not fit, and a user's token in some only", () => {
    expect(() => promptBatch([])).toThrow("Cannot lay out 0 prompts");
    expect(() => promptBatch(PROMPTS, { positions: 5 })).toThrow("up to 6 tokens with 2 items and 0 users: at least one, of 5 tokens at most"); // prettier-ignore
    expect(() => promptBatch(PROMPTS, { items: 1 })).toThrow("1 items at most");
    expect(() => promptBatch([...PROMPTS, tinyPrompt(["user"])])).toThrow("1 users");
  });
});

describe("llmSrecFeeds()", () => {
  const users = promptBatch(PROMPTS, { items: 3 });
  const itemVectors = { width: 2, values: Float32Array.of(0, 0, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5) };
  const teachers = { width: 1, values: Float32Array.of(7, 8) };

  test("takes the vectors of the items that stand in prompts", () => {
    const { shapes, feeds } = llmSrecFeeds({ users, items: users, candidates: Int32Array.of(0, 1, 1, 0), teachers, itemVectors }); // prettier-ignore
    expect(feeds["user.items"]).toEqual(Float32Array.of(2, 2.5, 4, 4.5, 0, 0));
    expect(shapes["user.items"]).toEqual({ shape: [3, 2], dtype: "float32" });
    expect(shapes["candidates"]).toEqual({ shape: [2, 2], dtype: "int32" });
    expect(feeds["teacher"]).toEqual(teachers.values);
  });

  test("refuses candidates and teachers of other users", () => {
    const wrong = { users, items: users, candidates: Int32Array.of(0, 1, 1), teachers, itemVectors };
    expect(() => llmSrecFeeds(wrong)).toThrow(
      "Cannot feed 2 users: 3 candidates and 2 numbers of teachers are not theirs",
    );
  });
});
