/** @file Vectors from cached states. Axes: B users, N items, D width of the language model, E of the teacher, F of item features, V of vectors. */
import type { LlmSrecConfig } from "../../llm-srec/llmSrecConfig.js";
import { itemVectors } from "../../llm-srec/itemVectors.js";
import { userVectors } from "../../llm-srec/userVectors.js";
import type { VectorTable } from "../../llm-srec/promptFeeds.js";
import { mapRecord } from "../../runtime/mapRecord.js";
import { type GraphSession, openSession } from "../../runtime/session.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import { traceGraph } from "../../trace/traceGraph.js";
import type { StandardisedUsers } from "./cachedStates.js";
import { rowsOf } from "./stateReader.js";

/** Rows computed at a time; the rest of the last batch is filled up. */
const BATCH_SIZE = 512;

type Parameters = Readonly<Record<string, InitialParameter>>;

/** The heads as graphs of a fixed batch: users and items, standardised states to vectors. */
export class HeadGraphs {
  private constructor(
    private readonly config: LlmSrecConfig,
    private readonly users: GraphSession,
    private readonly items: GraphSession,
  ) {}

  /** @param parameters Their shapes count. */
  static async open(config: LlmSrecConfig, parameters: Parameters, threads: number): Promise<HeadGraphs> {
    const { llmWidth, teacherWidth, itemWidth, matchWidth = 0, readOut } = config;
    const users = traceGraph((tracer) => {
      const weights = mapRecord(parameters, ({ shape }, name) => tracer.input(name, shape, "float32"));
      const out = tracer.input("out", [BATCH_SIZE, llmWidth], "float32");
      const lastItem = tracer.input("lastItem", [BATCH_SIZE, llmWidth], "float32");
      const teacher = tracer.input("teacher", [BATCH_SIZE, teacherWidth], "float32");
      const titles = matchWidth > 0 && tracer.input("titles", [BATCH_SIZE, matchWidth], "float32");
      return { vectors: userVectors(weights, { out, lastItem, teacher, ...(titles && { titles }) }, readOut) };
    });
    const items = traceGraph((tracer) => {
      const weights = mapRecord(parameters, ({ shape }, name) => tracer.input(name, shape, "float32"));
      const out = tracer.input("out", [BATCH_SIZE, llmWidth], "float32");
      const features = tracer.input("features", [BATCH_SIZE, itemWidth], "float32");
      const matches = matchWidth > 0 && tracer.input("matches", [BATCH_SIZE, matchWidth], "float32");
      return { vectors: itemVectors(weights, { out, features, ...(matches && { matches }) }, readOut) };
    });
    return new HeadGraphs(
      config,
      await openSession(users.toOnnx(), { threads }),
      await openSession(items.toOnnx(), { threads }),
    );
  }

  /**
   * @param teachers `[B, E]`
   * @param titles `historyTitles`, `[B, K]`; null where titles are not matched.
   * @returns `[B, V]`
   */
  userVectors(
    parameters: Parameters,
    { out, lastItem }: StandardisedUsers,
    { teachers, titles }: { readonly teachers: VectorTable; readonly titles: VectorTable | null },
  ): Promise<Float32Array> {
    const width = this.config.llmWidth;
    const states = { out: { width, values: out }, lastItem: { width, values: lastItem } };
    return this.inBatches(this.users, parameters, { ...states, teacher: teachers, ...(titles && { titles }) });
  }

  /**
   * @param states `[N + 1, D]`
   * @param features `[N + 1, F]`
   * @param matches `[N + 1, K]`; null where titles are not matched.
   * @returns `[N + 1, V]`, row 0 zero.
   */
  async itemVectors(
    parameters: Parameters,
    states: Float32Array,
    { features, matches }: { readonly features: VectorTable; readonly matches: VectorTable | null },
  ): Promise<Float32Array> {
    const out = { width: this.config.llmWidth, values: states };
    const vectors = await this.inBatches(this.items, parameters, { out, features, ...(matches && { matches }) });
    return vectors.fill(0, 0, this.config.vectorWidth);
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    await this.users.close();
    await this.items.close();
  }

  private async inBatches(
    session: GraphSession,
    parameters: Parameters,
    tables: Readonly<Record<string, VectorTable>>,
  ): Promise<Float32Array> {
    const { vectorWidth } = this.config;
    const rows = tables["out"]!.values.length / tables["out"]!.width;
    const vectors = new Float32Array(rows * vectorWidth);
    for (let first = 0; first < rows; first += BATCH_SIZE) {
      const members = Int32Array.from({ length: BATCH_SIZE }, (_, index) => Math.min(first + index, rows - 1));
      const feeds = mapRecord(tables, (table) => ({ data: rowsOf(table, members), shape: [BATCH_SIZE, table.width] }));
      const inputs = Object.entries({ ...parameters, ...feeds }).filter(([name]) => session.inputNames.includes(name));
      const outputs = await session.run(Object.fromEntries(inputs));
      const count = Math.min(BATCH_SIZE, rows - first);
      const computed = outputs["vectors"]!.data as Float32Array;
      vectors.set(computed.subarray(0, count * vectorWidth), first * vectorWidth);
    }
    return vectors;
  }
}
