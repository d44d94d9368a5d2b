import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import type { LlmSrecContent } from "../../../src/ml/artifact/modelFiles.js";
import { openArtifact } from "../../../src/ml/artifact/openArtifact.js";
import { FrozenGraphs } from "../../../src/ml/llm-srec/frozenGraphs.js";
import { itemPrompt } from "../../../src/ml/llm-srec/itemPrompt.js";
import { itemVectors } from "../../../src/ml/llm-srec/itemVectors.js";
import { llmSrecFeed } from "../../../src/ml/llm-srec/llmSrecFeed.js";
import { LlmSrecReader } from "../../../src/ml/llm-srec/llmSrecReader.js";
import { promptBatch } from "../../../src/ml/llm-srec/promptBatch.js";
import { PromptEncoder } from "../../../src/ml/llm-srec/promptEncoder.js";
import { promptFeeds, type VectorTable } from "../../../src/ml/llm-srec/promptFeeds.js";
import { COMPACT_PROMPT, PAPER_PROMPT } from "../../../src/ml/llm-srec/promptOptions.js";
import type { TokenizedPrompt } from "../../../src/ml/llm-srec/tokenizedPrompt.js";
import { titleStates } from "../../../src/ml/llm-srec/titleStates.js";
import { userPrompt } from "../../../src/ml/llm-srec/userPrompt.js";
import { userVectors } from "../../../src/ml/llm-srec/userVectors.js";
import { openTokenizer } from "../../../src/ml/llm/llmTokenizer.js";
import { openFrozenWeights } from "../../../src/ml/llm/openFrozenWeights.js";
import type { LlmSrecItem } from "../../../src/ml/models/llmSrecItem.js";
import { LlmSrecScoring } from "../../../src/ml/models/llmSrecScoring.js";
import { openLlmSrec } from "../../../src/ml/models/openLlmSrec.js";
import { openScoringModel } from "../../../src/ml/models/openScoringModel.js";
import { mapRecord } from "../../../src/ml/runtime/mapRecord.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { temporaryFolder } from "../artifact/temporaryFolder.js";
import { seededFloats } from "../harness/seededFloats.js";
import { naiveFusion } from "./naiveFusion.js";
import { tinyLlmSrecContent, type TinyLlmSrecOptions, writeTinyLlmSrec } from "./tinyLlmSrec.js";

jest.setTimeout(120_000);

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let folders = 0;

beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());

async function stored(options: TinyLlmSrecOptions = {}) {
  const folder = join(temporary.path, String(folders++));
  const content = await tinyLlmSrecContent(folder, options);
  return { content, ...(await writeTinyLlmSrec(join(folder, "artifact"), content)) };
}

const at = (row: number, time: number | null = null): LlmSrecItem => ({ row, title: "", time });
const later = (title: string): LlmSrecItem => ({ row: 0, title, time: Date.UTC(2022, 3, 5) });
const HISTORIES: readonly (readonly LlmSrecItem[])[] = [
  [at(3, Date.UTC(2021, 1, 2))],
  [at(9), at(3), at(30)],
  [at(4), later("A copper kettle"), at(5), later("A copper kettle")],
  Array.from({ length: 12 }, (_, index) => at(index + 8, Date.UTC(2020, index, 1))),
];
const NEW_ITEMS = [{ title: "A copper kettle" }, { title: "" }, { title: "Blue wool" }];

/** What training computes: prompts through graphs of fixed shapes, and heads by TensorFlow.js. */
async function reference({ itemVectors: ofTeacher, llm }: LlmSrecContent, teacher: Float32Array) {
  const { settings, parameters } = llm;
  const { prompt, config } = settings;
  const frozen = await openFrozenWeights(llm.weightsFolder);
  const graphs = { frozen, shapes: mapRecord(parameters, ({ shape }) => shape), maxPositions: prompt.maxTokens, threads: 1 }; // prettier-ignore
  const soft = { softTokenScale: settings.softTokenScale, hasUserRepresentation: prompt.hasUserRepresentation };
  const encoder = new PromptEncoder(openTokenizer("tokenizer.json", llm.tokenizer), prompt);
  const tokenizer = openTokenizer("tokenizer.json", llm.tokenizer);
  const [E, D, V, K] = [config.teacherWidth, config.llmWidth, config.vectorWidth, config.matchWidth ?? 0];
  const weights = mapRecord(parameters, ({ data, shape }) => tf.tensor(data.slice(), [...shape]));

  async function titleOf(title: string): Promise<Float32Array> {
    if (title === "") return new Float32Array(D);
    const reader = new FrozenGraphs({ ...graphs, shapes: {} }, (decoder, _, batch) => ({
      states: titleStates(decoder, llmSrecFeed(batch, "tokens"), llmSrecFeed(batch, "isReal")),
    }));
    const tokens = Int32Array.from(tokenizer.encode(title, false).slice(0, prompt.titleTokens ?? prompt.maxTokens));
    const grid = { shape: [1, tokens.length], dtype: "int32" } as const;
    const isReal = new Int32Array(tokens.length).fill(1);
    const { states } = await reader.run({}, { shapes: { tokens: grid, isReal: grid }, feeds: { tokens, isReal } });
    await reader.close();
    const { means, deviations } = llm.titleStatistics!;
    return (states!.data as Float32Array).map((value, column) => (value - means[column]!) / deviations[column]!);
  }

  async function features(items: readonly LlmSrecItem[]): Promise<VectorTable> {
    const values = new Float32Array((items.length + 1) * config.itemWidth);
    for (const [index, { row, title }] of items.entries()) {
      const own = row > 0 ? ofTeacher.subarray(row * E, (row + 1) * E) : llm.unseenItem;
      values.set(own, (index + 1) * config.itemWidth);
      if (!settings.hasTitleStates) continue;
      const text = row > 0 ? llm.titleVectors!.subarray(row * D, (row + 1) * D) : await titleOf(title);
      values.set(text, (index + 1) * config.itemWidth + E);
    }
    return { width: config.itemWidth, values };
  }

  /** The titles of all rows but the first, projected and brought to length 1; in plain numbers. */
  function matchesOf({ width, values }: VectorTable): number[][] {
    const { data } = parameters["titleProjection.weight"] ?? { data: new Float32Array(0) };
    return Array.from({ length: values.length / width - 1 }, (_, index) => {
      const title = values.subarray((index + 2) * width - D, (index + 2) * width);
      const match = Array.from({ length: K }, (__, k) => title.reduce((sum, value, d) => sum + value * data[d * K + k]!, 0)); // prettier-ignore
      const length = Math.hypot(...match);
      return match.map((value) => (length === 0 ? 0 : value / length));
    });
  }

  async function read(side: "user" | "item", one: TokenizedPrompt, table: VectorTable, vector: Float32Array) {
    const reader = new LlmSrecReader(side, graphs, soft, side === "user" ? "lastItem" : null);
    const { shapes, feeds } = promptFeeds(side, promptBatch([one]), table);
    const batch = {
      shapes: { ...shapes, teacher: { shape: [1, E], dtype: "float32" as const } },
      feeds: { ...feeds, teacher: vector },
    };
    const result = await reader.read(parameters, batch);
    await reader.close();
    return result;
  }

  const users: number[][] = [];
  for (const [index, history] of HISTORIES.entries()) {
    const newest = history.slice(-prompt.window);
    const entries = newest.map(({ row, title, time }, place) => ({
      row: place + 1,
      title: row > 0 ? llm.titles[row - 1]! : title,
      time: time ?? 0,
    }));
    const vector = teacher.slice(index * E, (index + 1) * E);
    const table = await features(newest);
    const { out, lastItem } = await read("user", encoder.encode(userPrompt(entries, prompt)), table, vector);
    const titles = matchesOf(table).map((match, place) =>
      match.map((value) => value / 2 ** (newest.length - 1 - place)),
    );
    const readings = {
      out: tf.tensor(out, [1, D]),
      lastItem: tf.tensor(lastItem, [1, D]),
      teacher: tf.tensor(vector, [1, E]),
      ...(K > 0 && { titles: tf.tensor(titles[0]!.map((_, k) => titles.reduce((sum, match) => sum + match[k]!, 0)), [1, K]) }), // prettier-ignore
    };
    users.push([...userVectors(weights, readings, config.readOut).dataSync()]);
  }
  const items: number[][] = [];
  for (const { title } of NEW_ITEMS) {
    const parts = itemPrompt({ row: 1, title }, prompt);
    const table = await features([later(title)]);
    const { out } = await read("item", encoder.encode(parts), table, llm.unseenItem);
    const own = table.values.slice(table.width);
    const readings = {
      ...{ out: tf.tensor(out, [1, D]), features: tf.tensor(own, [1, table.width]) },
      ...(K > 0 && { matches: tf.tensor(matchesOf(table)[0]!, [1, K]) }),
    };
    items.push([...itemVectors(weights, readings, config.readOut).dataSync()]);
  }
  expect(users[0]).toHaveLength(V);
  return { users: users.flat(), items: items.flat() };
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  // float32 through two layers and a head, in another order of sums
  for (const [index, value] of expected.entries()) expect(Math.abs(actual[index]! - value)).toBeLessThan(1e-5);
}

describe("a stored LLM-SRec", () => {
  const small = { window: 5, maxTokens: 512 };
  test.each<[string, TinyLlmSrecOptions]>([
    ["with title states and all that is added to the paper", {}],
    ["as the paper has it", { prompt: { ...PAPER_PROMPT, ...small }, readOut: {}, hasTitleStates: false }],
    ["with titles cut short", { prompt: { ...PAPER_PROMPT, ...small, titleTokens: 3 }, readOut: { lastItem: true } }],
    ["with weights in eight bits", { form: "int8" }],
    ["with the user representation", { prompt: { ...COMPACT_PROMPT, ...small, hasUserRepresentation: true } }],
  ])("reads users and new items as training does: %s", async (_, options) => {
    const { content, artifactFolder, checksum } = await stored(options);
    const model = await openLlmSrec(await openArtifact(artifactFolder, checksum), { threads: 1 });
    const teacher = seededFloats(HISTORIES.length * content.llm.settings.config.teacherWidth, 40);
    const expected = await reference(content, teacher);
    expectClose(await model.userVectors(HISTORIES, teacher), expected.users);
    expectClose(await model.itemVectors(NEW_ITEMS), expected.items);
    const E = content.llm.settings.config.teacherWidth;
    const alone = [];
    for (const [index, history] of HISTORIES.entries())
      alone.push(...(await model.userVectors([history], teacher.slice(index * E, (index + 1) * E))));
    expectClose(alone, expected.users);
    await model.close();
  });

  test("scores as its teacher, as its language model, and as both by the formula", async () => {
    const { content, artifactFolder } = await stored({ prompt: { ...PAPER_PROMPT, ...small } });
    const artifact = await openArtifact(artifactFolder);
    const model = await openScoringModel(artifact, { threads: 1 });
    if (!(model instanceof LlmSrecScoring)) throw new Error(`Cannot test a model of kind "${model.kind}"`);
    expect([model.kind, model.itemCount]).toEqual(["llm-srec", 30]);
    // More histories than are read at once, of all lengths, one empty.
    const histories = Array.from({ length: 40 }, (_, user) =>
      Int32Array.from({ length: user % 14 }, (__, at) => 1 + ((user * 5 + at * 3) % 30)),
    );
    const days = (shift: number) => histories.map(({ length }) => Float64Array.from({ length }, (_, at) => Date.UTC(2021, at, 3 + shift))); // prettier-ignore
    const times = days(0);
    const { teacher, llmSRec, fused } = await model.scorings(histories, times);
    expectClose(teacher, [...(await model.teacher.scoreAll(histories))]);
    const users = await model.userVectors(histories, times);
    const { vectors, settings } = content.llm;
    const V = settings.config.vectorWidth;
    for (const [user, history] of histories.entries()) {
      const own = (scores: Float32Array) => scores.subarray(user * 31, (user + 1) * 31);
      const products = Array.from({ length: 31 }, (_, row) =>
        users.subarray(user * V, (user + 1) * V).reduce((sum, value, k) => sum + value * vectors[row * V + k]!, 0),
      );
      expectClose(own(llmSRec), products);
      if (history.length === 0) {
        expect([...own(llmSRec)]).toEqual(new Array(31).fill(0));
        continue;
      }
      const { popularity } = content;
      const naive = naiveFusion(settings.fusion, { llmSRec: own(llmSRec), teacher: own(teacher), popularity, historyLength: Math.min(history.length, 12) }); // prettier-ignore
      // Scores are divided by their deviation, which may be small
      for (let row = 1; row <= 30; row++) expect(own(fused)[row]).toBeCloseTo(naive.ofRow(row), 4);
    }
    expect(await model.scoreAll(histories, times)).toEqual(fused);
    expect(await model.scoreAll(histories, days(1))).not.toEqual(fused); // the prompt tells days
    await model.close();
  });
});
