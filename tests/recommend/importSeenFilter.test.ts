import { describe, expect, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { userId } from "../../src/domain/userId.js";
import { importFingerprint } from "../../src/recommend/importFingerprint.js";
import { ImportSeenFilter } from "../../src/recommend/importSeenFilter.js";

const KEYS = 100_000;

/** Fingerprints of events that differ in little, as those of a real log do. */
function fingerprintOf(k: number): number {
  const event = { userId: userId(`u${k % 500}`), itemId: itemId(`i${Math.floor(k / 500)}`), type: "view", value: null };
  return importFingerprint({ ...event, timestamp: 1_600_000_000_000 + (k % 3) });
}

describe("ImportSeenFilter", () => {
  test("never takes a repeat for new, and few new keys for repeats", () => {
    const filter = new ImportSeenFilter(KEYS);
    let mistakes = 0;
    for (let k = 0; k < KEYS; k++) mistakes += filter.addAndTellWhetherSeen(fingerprintOf(k)) ? 1 : 0;
    expect(mistakes).toBeLessThan(KEYS / 200); // 16 bits a key and 4 probes: 0.24 % once full, half of that on the way
    const known = Array.from({ length: KEYS }, (_, k) => filter.addAndTellWhetherSeen(fingerprintOf(k)));
    expect(known.every(Boolean)).toBe(true);
  });
});

describe("importFingerprint()", () => {
  test("differs for events that differ in one part, and ignores the value", () => {
    const event = { userId: userId("u"), itemId: itemId("i"), timestamp: 1, type: "view", value: null };
    const others = [
      { ...event, userId: userId("v") },
      { ...event, itemId: itemId("j") },
      { ...event, timestamp: 2 },
      { ...event, type: "buy" },
      { ...event, userId: userId("ui"), itemId: itemId("\u0020") },
    ];
    const fingerprints = [event, ...others].map(importFingerprint);
    expect(new Set(fingerprints).size).toBe(6);
    expect(importFingerprint({ ...event, value: 5 })).toBe(fingerprints[0]);
    for (const fingerprint of fingerprints) expect(Number.isSafeInteger(fingerprint) && fingerprint >= 0).toBe(true);
  });

  test("gives a hundred thousand similar events as many fingerprints", () => {
    expect(new Set(Array.from({ length: KEYS }, (_, k) => fingerprintOf(k))).size).toBe(KEYS);
  });
});
