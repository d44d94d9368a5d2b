/**
 * @file The loss of a batch whose users and items both go through the language model.
 *
 * Source: Kim et al., "Lost in Sequence", KDD 2025, equations 1 to 4 (arXiv:2502.13909).
 * Axes: B users, I items, C candidates, V width.
 */
import { itemCounts } from "../../data/itemCounts.js";
import type { CandidateItems } from "../../llm-srec/candidateItems.js";
import { distillationLoss } from "../../llm-srec/distillationLoss.js";
import { FrozenGradients } from "../../llm-srec/frozenGradients.js";
import { itemVectors } from "../../llm-srec/itemVectors.js";
import { llmSrecFeed } from "../../llm-srec/llmSrecFeed.js";
import { llmSrecFeeds } from "../../llm-srec/llmSrecFeeds.js";
import type { LossAndGradients } from "../../llm-srec/lossAndGradients.js";
import { projector } from "../../llm-srec/projector.js";
import type { VectorTable } from "../../llm-srec/promptFeeds.js";
import { promptReadings } from "../../llm-srec/promptReadings.js";
import { retrievalLoss } from "../../llm-srec/retrievalLoss.js";
import { uniformityLoss } from "../../llm-srec/uniformityLoss.js";
import { unitRows } from "../../llm-srec/unitRows.js";
import { userVectors } from "../../llm-srec/userVectors.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import { tf } from "../../trace/tensorflow.js";
import type { PromptHistory } from "./corpus.js";
import type { LlmSrecTraining } from "./llmSrecTraining.js";
import { rowsOf } from "./stateReader.js";
import type { TrainingParts } from "./trainingParts.js";

/** Exponentiates to 0: a candidate that is the target once more. */
const NEVER = -1e9;

/** What a step learns from. */
export interface FreshBatch {
  readonly histories: readonly PromptHistory[];
  /** Of each user, the target first. */
  readonly candidates: CandidateItems;
  /** `[B, E]` */
  readonly teachers: VectorTable;
}

/** Loss and gradients by all parameters. */
export class FreshSteps {
  private readonly gradients: FrozenGradients;
  /** The logarithm of each item's share of the training targets, `[N + 1]`. */
  private readonly logShares: Float32Array;

  constructor(
    private readonly training: LlmSrecTraining,
    private readonly parts: TrainingParts,
  ) {
    const { options, split } = training;
    const { softTokenScale, initial, graphs } = parts;
    const soft = { softTokenScale, hasUserRepresentation: options.hasUserRepresentation };
    const counts = itemCounts(split.train.map((rows) => rows.slice(-1)), split.itemIds.length); // prettier-ignore
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.logShares = counts.map((count) => Math.log(Math.max(count, 1) / total));
    const usesTeacher = options.distillationWeight > 0 || options.uniformityWeight > 0;
    const trained = Object.keys(initial).filter((name) => usesTeacher || !name.startsWith("teacherHead."));
    this.gradients = new FrozenGradients({ ...graphs, trained }, (decoder, weights, batch) => {
      const users = promptReadings(decoder, weights, batch, "user", soft);
      const items = promptReadings(decoder, weights, batch, "item", soft);
      const teacher = llmSrecFeed(batch, "teacher"); // [B, E]
      const retrieval = retrievalLoss(
        userVectors(weights, { ...users, teacher }, options.readOut),
        itemVectors(weights, { out: items.out, features: llmSrecFeed(batch, "itemFeatures") }, options.readOut),
        llmSrecFeed(batch, "candidates"),
        options.temperature,
        llmSrecFeed(batch, "corrections"),
      );
      if (!usesTeacher) return tf.mul(retrieval, options.retrievalWeight);
      const students = unitRows(projector(users.out, weights, "userHead", "leakyRelu")); // [B, V]
      const teachers = unitRows(projector(teacher, weights, "teacherHead", "gelu")); // [B, V]
      return tf.addN([
        tf.mul(retrieval, options.retrievalWeight),
        tf.mul(distillationLoss(students, teachers, options.distillation), options.distillationWeight),
        tf.mul(tf.add(uniformityLoss(students), uniformityLoss(teachers)), options.uniformityWeight),
      ]);
    });
  }

  /** @throws {RangeError} If a parameter is missing. */
  async of(parameters: Readonly<Record<string, InitialParameter>>, batch: FreshBatch): Promise<LossAndGradients> {
    const { histories, candidates, teachers } = batch;
    const { corpus, features } = this.parts;
    const prompts = histories.map((history) => corpus.userPrompt(history));
    const { shapes, feeds } = llmSrecFeeds({
      users: corpus.packed(prompts),
      items: corpus.packed(Array.from(candidates.rows, (row) => corpus.itemPrompt(row))),
      candidates: candidates.candidates,
      teachers,
      itemVectors: features,
    });
    const grid = shapes["candidates"]!.shape;
    const { loss, gradients } = await this.gradients.of(parameters, {
      shapes: {
        ...shapes,
        corrections: { shape: grid, dtype: "float32" },
        itemFeatures: { shape: [candidates.rows.length, features.width], dtype: "float32" },
      },
      feeds: {
        ...feeds,
        corrections: this.corrections(candidates, prompts.length),
        itemFeatures: rowsOf(features, candidates.rows),
      },
    });
    const { initial } = this.parts;
    // A parameter that no term reads stays as it is.
    const none = Object.entries(initial).filter(([name]) => gradients[name] === undefined);
    return { loss, gradients: { ...gradients, ...Object.fromEntries(none.map(([name, { data }]) => [name, new Float32Array(data.length)])) } }; // prettier-ignore
  }

  /** Frees the graphs. */
  close(): Promise<void> {
    return this.gradients.close();
  }

  /** Items that are drawn as often as they are chosen would else be held back for being popular; `[B, C]`. */
  private corrections({ rows, candidates }: CandidateItems, users: number): Float32Array {
    const corrections = new Float32Array(candidates.length);
    if (this.training.options.negatives !== "inBatch") return corrections;
    const width = candidates.length / users;
    for (const [at, place] of candidates.entries()) {
      const own = candidates[at - (at % width)]!;
      corrections[at] = at % width !== 0 && place === own ? NEVER : -this.logShares[rows[place]!]!;
    }
    return corrections;
  }
}
