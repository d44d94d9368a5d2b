import { EventEmitter } from "node:events";

import { describe, expect, test } from "@jest/globals";

import { withAbortSignal, type SignalledProcess } from "../../src/commands/withAbortSignal.js";

/** A process that notes with which code it was to end, and lives on. */
class TestProcess extends EventEmitter {
  readonly exits: unknown[] = [];
  readonly connected: boolean | undefined;
  readonly exit = (code: unknown): void => {
    this.exits.push(code);
  };
}

/** Sends signals at given moments, and tells what came of them. */
async function sent(signals: readonly (readonly [atMs: number, signal: string])[], isService = false) {
  const side = new TestProcess();
  let nowMs = 5_000;
  const clock = () => nowMs;
  const reason = await withAbortSignal(
    (signal) => {
      for (const [atMs, name] of signals) {
        nowMs = 5_000 + atMs;
        side.emit(name, name);
      }
      return Promise.resolve(signal.aborted ? (signal.reason as unknown) : null);
    },
    { clock, isService, process: side as unknown as SignalledProcess },
  );
  return { reason, exits: side.exits, listeners: side.eventNames() };
}

describe("withAbortSignal()", () => {
  test("aborts the work with the first signal, and lets it end", async () => {
    expect(await sent([[0, "SIGINT"]])).toEqual({ reason: "SIGINT", exits: [], listeners: [] });
    expect(await sent([[0, "SIGTERM"]])).toEqual({ reason: "SIGTERM", exits: [], listeners: [] });
  });

  test("takes what comes within a second for the same keystroke, and what comes later for an order", async () => {
    const forwarded = [[0, "SIGINT"], [3, "SIGINT"], [999, "SIGTERM"]] as const; // prettier-ignore
    expect((await sent(forwarded)).exits).toEqual([]);
    expect((await sent([...forwarded, [1_000, "SIGINT"]])).exits).toEqual([130]);
  });

  test("aborts a service, and only a service, when its terminal or its parent is gone, however often that is said", async () => {
    for (const event of ["SIGHUP", "disconnect"]) {
      const twice = [[0, event], [5_000, event]] as const; // prettier-ignore
      expect(await sent(twice, true)).toEqual({ reason: "abandoned", exits: [], listeners: [] });
      expect(await sent(twice)).toEqual({ reason: null, exits: [], listeners: [] });
    }
  });

  test("knows that the parent of a service was gone before", async () => {
    const side = Object.assign(new EventEmitter(), { connected: false, exit: () => undefined });
    const options = { clock: () => 0, isService: true, process: side as unknown as SignalledProcess };
    expect(await withAbortSignal((signal) => Promise.resolve(signal.aborted), options)).toBe(true);
  });

  test("stops listening when the work fails", async () => {
    const side = new TestProcess();
    const work = withAbortSignal(() => Promise.reject(new Error("no")), {
      clock: () => 0,
      isService: true,
      process: side as unknown as SignalledProcess,
    });
    await expect(work).rejects.toThrow("no");
    expect(side.eventNames()).toEqual([]);
  });
});
