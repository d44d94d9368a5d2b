import { createHmac } from "node:crypto";

import { describe, expect, test } from "@jest/globals";

import type { CursorContent } from "../../src/recommend/cursorContent.js";
import { CursorSigner } from "../../src/recommend/cursorSigner.js";

const KEY = Buffer.alloc(32, 7);
const signer = new CursorSigner(KEY, () => 1_000);

const content: CursorContent = {
  requestId: "request",
  modelVersionId: "model",
  historyVersion: 7n,
  binding: "binding",
  language: null,
  position: { tier: 0, score: 0.25, tie: "3" },
  shown: null,
};

describe("CursorSigner", () => {
  test.each<CursorContent>([
    content,
    { ...content, language: { historyVersion: null } },
    { ...content, language: { historyVersion: "5-abcdefgh" } },
    { ...content, historyVersion: null, language: { historyVersion: "" } },
    { ...content, modelVersionId: null, position: null, shown: "AAAA" },
  ])("reads what it wrote, what the language model knew included", (one) => {
    expect(signer.verify(signer.sign(one), "binding")).toEqual(one);
  });

  test("takes cursors of the layout before language models for expired, whatever they are bound to", () => {
    const packed = [1, 1_000, "request", "model", "7", "binding of that release", [0, 0.25, "3"], null];
    const bytes = Buffer.from(JSON.stringify(packed), "utf8");
    const signature = createHmac("sha256", KEY).update(bytes).digest().subarray(0, 16);
    const old = Buffer.concat([signature, bytes]).toString("base64url");
    expect(() => signer.verify(old, "binding")).toThrow(expect.objectContaining({ code: "CURSOR_EXPIRED" }));
  });
});
