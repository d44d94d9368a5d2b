import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { openSource } from "../../src/formats/openSource.js";
import { seededRandom } from "../../src/ml/data/seededRandom.js";
import { drawNormal } from "../../src/ml/llm-srec/drawNormal.js";
import { embeddingDistribution } from "../../src/ml/llm-srec/embeddingDistribution.js";
import { itemPrompt } from "../../src/ml/llm-srec/itemPrompt.js";
import { llmSrecParameters } from "../../src/ml/llm-srec/llmSrecParameters.js";
import { PromptEncoder } from "../../src/ml/llm-srec/promptEncoder.js";
import { COMPACT_PROMPT, PAPER_PROMPT } from "../../src/ml/llm-srec/promptOptions.js";
import { userPrompt } from "../../src/ml/llm-srec/userPrompt.js";
import type { LlmCheckpoint } from "../../src/ml/llm/llmCheckpoint.js";
import { openCheckpoint } from "../../src/ml/llm/openCheckpoint.js";
import { writeFrozenWeights } from "../../src/ml/llm/writeFrozenWeights.js";
import { readHeldOutUsers } from "../acceptance/readHeldOutUsers.js";
import type { ModelStepSource } from "./modelStepSource.js";
import { type ModelStepTask, PARAMETERS_FILE, STEP_FILE, VECTORS_FILE, type WrittenStep } from "./modelStepTask.js";

const TEACHER_WIDTH = 64;
const HIDDEN_WIDTH = 512;
const VECTOR_WIDTH = 128;
const TITLE_TOKENS = 20;
/** With fewer, a history says nothing. */
const LEAST_HISTORY = 3;

/**
 * Writes what both sides of the bench compute: real titles and histories, drawn with a seed; vectors of a teacher are
 * random, because a step takes as long with any.
 *
 * @param folder Exists.
 */
export async function writeModelStep(source: ModelStepSource, task: ModelStepTask, folder: string): Promise<void> {
  const checkpoint = await openCheckpoint(source.model);
  try {
    await writeFrozenWeights(checkpoint, folder, { layers: task.layers });
    const { users, items, itemRows } = await drawPrompts(source, task, checkpoint);
    const embeddings = await embeddingDistribution(checkpoint.tensor("embedding"));
    const { width } = checkpoint.config;
    // Compact prompts have no titles: soft tokens are made from a title's states too.
    const itemWidth = TEACHER_WIDTH + (task.prompt === "compact" ? width : 0);
    const random = seededRandom("model step");
    const config = { llmWidth: width, teacherWidth: TEACHER_WIDTH, itemWidth, hiddenWidth: HIDDEN_WIDTH, vectorWidth: VECTOR_WIDTH, hasUserRepresentation: false }; // prettier-ignore
    const parameters = Object.entries(llmSrecParameters(config, embeddings, random));
    const numbers = itemRows * itemWidth + users.length * TEACHER_WIDTH;
    const step: WrittenStep = {
      ...{ users, items, itemRows, itemWidth, teacherWidth: TEACHER_WIDTH },
      shapes: parameters.map(([name, { shape }]) => [name, shape]),
      softTokenScale: embeddings.deviation,
      temperature: Math.sqrt(VECTOR_WIDTH),
    };
    await writeFile(join(folder, STEP_FILE), JSON.stringify(step));
    await writeFile(join(folder, PARAMETERS_FILE), Buffer.concat(parameters.map(([, { data }]) => bytes(data))));
    await writeFile(join(folder, VECTORS_FILE), bytes(drawNormal(random, numbers, { mean: 0, deviation: 1 })));
  } finally {
    await checkpoint.close();
  }
}

async function drawPrompts({ data }: ModelStepSource, { prompt, batchSize }: ModelStepTask, checkpoint: LlmCheckpoint) {
  const catalogue = await readTitles(data);
  const options = { ...(prompt === "compact" ? COMPACT_PROMPT : PAPER_PROMPT), titleTokens: TITLE_TOKENS };
  const encoder = new PromptEncoder(await checkpoint.tokenizer(), options);
  const entry = (id: string) => catalogue.get(id)!;
  const known = (await readHeldOutUsers(data)).filter(({ history }) => history.length >= LEAST_HISTORY);
  const random = seededRandom("users");
  const drawn = Array.from({ length: batchSize }, () => known[random.int(known.length)]!);
  return {
    users: drawn.map(({ history }) =>
      encoder.encode(
        userPrompt(
          history.map((id) => ({ ...entry(id), time: 0 })),
          options,
        ),
      ),
    ),
    items: drawn.map(({ heldOut }) => encoder.encode(itemPrompt(entry(heldOut), options))),
    itemRows: catalogue.size + 1,
  };
}

async function readTitles(data: string): Promise<Map<string, { row: number; title: string }>> {
  const source = await openSource(data, { format: "sequitur", columns: {} });
  const catalogue = new Map<string, { row: number; title: string }>();
  for await (const item of source.items()) {
    if (item.ok) catalogue.set(item.value.id, { row: catalogue.size + 1, title: item.value.title });
  }
  return catalogue;
}

function bytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
