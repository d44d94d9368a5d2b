/** @file A stored LLM-SRec that reads users and items. Axes: B users, I items, T tokens, V width of vectors, D of the language model, E of the teacher. */
import { itemPrompt } from "../llm-srec/itemPrompt.js";
import type { LlmSrecSettings } from "../llm-srec/llmSrecSettings.js";
import type { PromptEncoder } from "../llm-srec/promptEncoder.js";
import type { VectorTable } from "../llm-srec/promptFeeds.js";
import { readPlaceCount } from "../llm-srec/readPlaceCount.js";
import { servingFeeds } from "../llm-srec/servingFeeds.js";
import { titleTokens } from "../llm-srec/titleTokens.js";
import type { TokenizedPrompt } from "../llm-srec/tokenizedPrompt.js";
import { userPrompt } from "../llm-srec/userPrompt.js";
import type { LlmTokenizer } from "../llm/llmTokenizer.js";
import type { GraphSession } from "../runtime/session.js";
import { LlmSrecFeatures, type LlmSrecFeatureTables } from "./llmSrecFeatures.js";
import type { LlmSrecItem } from "./llmSrecItem.js";
import { promptParts } from "./promptParts.js";

/** Titles of later items whose vectors are remembered, 2 KB each or so. */
const MOST_TITLES = 4_096;

/** What a stored model consists of; graphs are opened when they are first needed. */
export interface LlmSrecModelParts {
  readonly settings: LlmSrecSettings;
  readonly tokenizer: LlmTokenizer;
  readonly encoder: PromptEncoder;
  /** Of row r at index r - 1. */
  readonly titles: readonly string[];
  readonly tables: Omit<LlmSrecFeatureTables, "titleVector">;
  /** What title states are standardised by, `[D]` each; null where they are no part of soft tokens. */
  readonly titleStatistics: { readonly means: Float32Array; readonly deviations: Float32Array } | null;
  /** Graphs of `servingGraphs`. */
  readonly open: (graph: "user" | "item" | "title") => Promise<GraphSession>;
}

/** Reads users and items by prompts. One call at a time keeps memory within that of one batch. */
export class LlmSrecModel {
  private readonly sessions = new Map<string, Promise<GraphSession>>();
  private readonly titleVectors = new Map<string, Float32Array>();

  constructor(private readonly parts: LlmSrecModelParts) {}

  get settings(): LlmSrecSettings {
    return this.parts.settings;
  }

  /**
   * The vectors of users. Those of one call are read together, so that their last digits depend on each other; a user
   * who is read alone has the same vector every time.
   *
   * @param histories Oldest first, none of them empty; the newest items count.
   * @param teacher The teacher's vectors of the same histories, `[B, E]`.
   * @returns `[B, V]`
   */
  async userVectors(histories: readonly (readonly LlmSrecItem[])[], teacher: Float32Array): Promise<Float32Array> {
    const { settings, encoder, titles } = this.parts;
    const features = this.features();
    const prompts: TokenizedPrompt[] = [];
    for (const history of histories) {
      const entries = [];
      for (const item of history.slice(-settings.prompt.window)) {
        const title = item.row > 0 ? titles[item.row - 1]! : item.title;
        entries.push({ row: await features.rowOf(item), title, time: item.time ?? 0 });
      }
      prompts.push(encoder.encode(userPrompt(entries, settings.prompt)));
    }
    return this.read("user", prompts, features.table, teacher);
  }

  /**
   * The vectors of items that the model does not know.
   *
   * @returns `[I, V]`
   */
  async itemVectors(items: readonly { readonly title: string }[]): Promise<Float32Array> {
    const { settings, encoder } = this.parts;
    const features = this.features();
    const prompts: TokenizedPrompt[] = [];
    for (const { title } of items) {
      const row = await features.rowOf({ row: 0, title });
      prompts.push(encoder.encode(itemPrompt({ row, title }, settings.prompt)));
    }
    return this.read("item", prompts, features.table, null);
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    const sessions = await Promise.allSettled(this.sessions.values());
    this.sessions.clear();
    for (const session of sessions) if (session.status === "fulfilled") await session.value.close();
  }

  private features(): LlmSrecFeatures {
    return new LlmSrecFeatures({ ...this.parts.tables, titleVector: (title) => this.titleVector(title) });
  }

  private async read(
    side: "user" | "item",
    prompts: readonly TokenizedPrompt[],
    items: VectorTable,
    teacher: Float32Array | null,
  ): Promise<Float32Array> {
    const { vectorWidth: V, teacherWidth: E } = this.parts.settings.config;
    const graph = await this.session(side);
    const vectors = new Float32Array(prompts.length * V);
    for (const members of promptParts(prompts.map(({ ids }) => ids.length))) {
      const own = new Float32Array(members.length * E);
      if (teacher !== null)
        for (const [at, member] of members.entries()) own.set(teacher.subarray(member * E, (member + 1) * E), at * E);
      const feeds = {
        ...servingFeeds(
          members.map((member) => prompts[member]!),
          items,
          readPlaceCount(side, this.settings.config),
        ),
        teacher: { data: own, shape: [members.length, E] },
      };
      // What the vectors do not depend on is no input of the graph.
      const wanted = Object.entries(feeds).filter(([name]) => graph.inputNames.includes(name));
      const { vectors: read } = await graph.run(Object.fromEntries(wanted));
      const data = read!.data as Float32Array;
      for (const [at, member] of members.entries()) vectors.set(data.subarray(at * V, (at + 1) * V), member * V);
    }
    return vectors;
  }

  /** Standardised, `[D]`. */
  private async titleVector(title: string): Promise<Float32Array> {
    const known = this.titleVectors.get(title);
    if (known) return known;
    const { tokenizer, settings, titleStatistics } = this.parts;
    if (title.trim() === "") return new Float32Array(settings.config.llmWidth); // as in training
    const data = Int32Array.from(titleTokens(tokenizer, title, settings.prompt));
    const shape = [1, data.length];
    const isReal = { data: new Int32Array(data.length).fill(1), shape };
    const { states } = await (await this.session("title")).run({ tokens: { data, shape }, isReal });
    const { means, deviations } = titleStatistics!;
    const vector = (states!.data as Float32Array).map(
      (state, column) => (state - means[column]!) / deviations[column]!,
    );
    if (this.titleVectors.size >= MOST_TITLES) this.titleVectors.clear();
    this.titleVectors.set(title, vector);
    return vector;
  }

  private session(graph: "user" | "item" | "title"): Promise<GraphSession> {
    const known = this.sessions.get(graph);
    if (known) return known;
    const opening = this.parts.open(graph);
    this.sessions.set(graph, opening);
    // What failed is no session to be closed, and may be tried again.
    opening.catch(() => this.sessions.delete(graph));
    return opening;
  }
}
