import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "@jest/globals";

import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import { LlmSrecGradients } from "../../../src/ml/llm-srec/llmSrecGradients.js";
import { llmSrecFeeds } from "../../../src/ml/llm-srec/llmSrecFeeds.js";
import { llmSrecParameters } from "../../../src/ml/llm-srec/llmSrecParameters.js";
import { packInParts } from "../../../src/ml/llm-srec/packInParts.js";
import { promptBatch } from "../../../src/ml/llm-srec/promptBatch.js";
import { PromptEncoder } from "../../../src/ml/llm-srec/promptEncoder.js";
import { itemPrompt } from "../../../src/ml/llm-srec/itemPrompt.js";
import { PAPER_PROMPT } from "../../../src/ml/llm-srec/promptOptions.js";
import { readPromptStart } from "../../../src/ml/llm-srec/readPromptStart.js";
import type { TokenizedPrompt } from "../../../src/ml/llm-srec/tokenizedPrompt.js";
import { userPrompt } from "../../../src/ml/llm-srec/userPrompt.js";
import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { writeFrozenWeights } from "../../../src/ml/llm/writeFrozenWeights.js";
import { mapRecord } from "../../../src/ml/runtime/mapRecord.js";
import { MODELS, testOnModels } from "../llm/harness/modelsFolder.js";
import { seededFloats } from "../harness/seededFloats.js";
import { expectSameGradients } from "./harness/expectSameGradients.js";

const NAME = "SmolLM2-135M-Instruct";
const DEADLINE_MS = 300_000;
const LAYERS = 4;
const SHARE = 1e-3; // of the largest number of a gradient
const ITEMS = 12;
/** More than 128 positions in some prompts and fewer in others, so that attention's shares are both kept and not. */
const LENGTHS = [2, 7, 1, 12];
const TEACHER_WIDTH = 16;

testOnModels(NAME)(
  "a step through SmolLM2 has the same gradients packed, in parts and after read beginnings, with two threads, as padded and whole with one",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "sequitur-smol-"));
    const checkpoint = await openCheckpoint(join(MODELS, NAME));
    try {
      const frozen = await writeFrozenWeights(checkpoint, folder, { layers: LAYERS });
      const { width } = frozen.config;
      const config = { llmWidth: width, teacherWidth: TEACHER_WIDTH, itemWidth: TEACHER_WIDTH, hiddenWidth: 64, vectorWidth: 32, hasUserRepresentation: false }; // prettier-ignore
      const parameters = llmSrecParameters(config, { mean: 0, deviation: 0.14 }, seededRandom(2));
      const { users, items } = promptsBy(new PromptEncoder(await checkpoint.tokenizer(), PAPER_PROMPT));
      expect(Math.max(...users.map(({ ids }) => ids.length))).toBeGreaterThan(150);
      const feedsBy = (lay: (prompts: readonly TokenizedPrompt[]) => Parameters<typeof llmSrecFeeds>[0]["users"]) =>
        llmSrecFeeds({
          users: lay(users),
          items: lay(items),
          candidates: Int32Array.from(LENGTHS.flatMap((_, user) => [user, user + 1, user + 5])),
          teachers: { width: TEACHER_WIDTH, values: seededFloats(LENGTHS.length * TEACHER_WIDTH, 5) },
          itemVectors: { width: TEACHER_WIDTH, values: seededFloats((ITEMS + 1) * TEACHER_WIDTH, 6) },
        });
      const options = { frozen, maxPositions: 1024, shapes: mapRecord(parameters, ({ shape }) => shape) };
      const startOf = ({ ids, startLength }: TokenizedPrompt) => readPromptStart(frozen, ids.slice(0, startLength), 2);
      const starts = { userStart: await startOf(users[0]!), itemStart: await startOf(items[0]!) };
      const loss = { softTokenScale: 0.14 };
      const whole = new LlmSrecGradients({ ...options, threads: 1 }, loss);
      const packed = new LlmSrecGradients({ ...options, ...starts, threads: 2 }, loss);
      const expected = await whole.of(
        parameters,
        feedsBy((prompts) => promptBatch(prompts)),
      );
      for (const parts of [1, 3]) {
        const batch = feedsBy((prompts) => packInParts(prompts, { parts, skipsStart: true }));
        expectSameGradients(await packed.of(parameters, batch), expected, SHARE);
      }
      await Promise.all([whole.close(), packed.close()]);
    } finally {
      await checkpoint.close();
      await rm(folder, { recursive: true });
    }
  },
  DEADLINE_MS,
);

function promptsBy(encoder: PromptEncoder) {
  const item = (at: number) => ({ row: 1 + (at % ITEMS), title: `Thing number ${at} of a longer and longer name`.slice(0, 20 + 3 * at) }); // prettier-ignore
  const day = 86_400_000;
  return {
    users: LENGTHS.map((length) => {
      const history = Array.from({ length }, (_, at) => ({ ...item(at + length), time: at * day }));
      return encoder.encode(userPrompt(history, PAPER_PROMPT));
    }),
    items: Array.from({ length: ITEMS }, (_, at) => encoder.encode(itemPrompt(item(at), PAPER_PROMPT))),
  };
}
