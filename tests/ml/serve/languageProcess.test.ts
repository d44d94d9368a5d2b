import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";

import type { Logger } from "../../../src/domain/logger.js";
import { inferenceCommand } from "../../../src/ml/serve/inferenceCommand.js";
import { LanguageProcess, type LanguageProcessOptions } from "../../../src/ml/serve/languageProcess.js";
import { LanguageUnavailable } from "../../../src/ml/serve/languageUnavailable.js";
import { ProcessModel } from "../../../src/ml/serve/processModel.js";
import { temporaryFolder } from "../artifact/temporaryFolder.js";
import { isRunning } from "./isRunning.js";
import { tinyLlmSrecContent, writeTinyLlmSrec } from "./tinyLlmSrec.js";
import { until } from "./until.js";

// Every test starts processes from TypeScript sources; on a busy machine that takes seconds.
jest.setTimeout(120_000);

const CALL = { type: "userVector", history: [{ id: "i3", title: null, time: null }] } as const;

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let source: { readonly artifactFolder: string; readonly checksum: string };
let opened: { close: () => Promise<void> }[] = [];

const ignore = () => undefined;
const log: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

beforeAll(async () => {
  temporary = await temporaryFolder();
  source = await writeTinyLlmSrec(join(temporary.path, "artifact"), await tinyLlmSrecContent(temporary.path));
});
afterAll(() => temporary.remove());
afterEach(async () => {
  await Promise.all(opened.map((one) => one.close()));
  opened = [];
});

function languageProcess(options: Partial<LanguageProcessOptions> = {}) {
  let starts = 0;
  const language = new LanguageProcess({
    ...{ key: "space/model", ...source, command: inferenceCommand(), threads: 1, log },
    ...{ onStart: () => starts++, onStarted: ignore, onGrowth: ignore },
    ...options,
  });
  opened.push({ close: () => language.stop() });
  return { language, starts: () => starts };
}

/** Ends the process from outside, and waits until there is no more of it. */
async function killed(language: LanguageProcess): Promise<void> {
  const pid = language.pid!;
  process.kill(pid, "SIGKILL");
  await until(() => language.pid !== pid, "the end of the process");
}

describe("LanguageProcess", () => {
  test("ends a process that is stuck over a call, and has another one", async () => {
    const { language } = languageProcess({ callWithinMs: 3_000 });
    await language.load();
    const expected = await language.call(CALL);
    const stuck = language.pid!;
    process.kill(stuck, "SIGSTOP");
    await expect(language.call(CALL)).rejects.toThrow('it has not answered "userVector" within 3000 ms');
    await until(() => language.pid !== stuck, "the end of the process");
    expect(isRunning(stuck)).toBe(false);
    await language.load();
    expect(await language.call(CALL)).toEqual(expected);
  });

  test("ends with a call under way if that takes too long", async () => {
    const { language } = languageProcess();
    await language.load();
    const stuck = language.pid!;
    process.kill(stuck, "SIGSTOP");
    const call = expect(language.call(CALL)).rejects.toThrow(LanguageUnavailable);
    await language.stop();
    expect(isRunning(stuck)).toBe(false);
    await call;
  });

  test("starts another process at once, and after a pause where that ends soon as well", async () => {
    const { language, starts } = languageProcess({ pausesMs: [0, 1, 600_000] });
    await language.load();
    for (const begun of [2, 3]) {
      await killed(language);
      await until(() => starts() === begun, "the next start");
      await language.load();
    }
    await killed(language);
    await expect(language.call(CALL)).rejects.toThrow(LanguageUnavailable);
    await language.start();
    expect([starts(), language.pid]).toEqual([3, null]);
  });

  test("belongs to the run of its model that began last, though the one before is released while it starts", async () => {
    let starts = 0;
    const model = new ProcessModel({
      source: { key: "space/model", ...source },
      ...{ command: inferenceCommand(), threads: 1, languageThreads: 1, mostPendingCalls: 10, log },
      ...{ onUse: ignore, onStart: () => starts++, onStarted: ignore, onGrowth: ignore, onClose: ignore },
    });
    opened.push(model);
    let open: () => void = ignore;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const updated = model.updateCatalogue(untilOpen(gate), 1n);
    const first = model.load();
    await until(() => starts === 2, "both processes of the first run");
    const released = model.release();
    const asked = { history: ["i3"], exclude: [], limit: 5, latencyBudgetMs: 60_000 };
    const ranking = model.rank(asked);
    await until(() => starts === 4, "both processes of the second run");
    open();
    await Promise.all([updated, first, released]);
    expect(await ranking).toMatchObject({ freshness: "FRESH" });
    expect(model.languagePid).not.toBeNull();
  });
});

/** An update of the catalogue that takes as long as it takes. */
async function* untilOpen(gate: Promise<void>): AsyncGenerator<never[]> {
  await gate;
  yield [];
}
