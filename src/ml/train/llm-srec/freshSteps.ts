/**
 * @file The loss of a batch whose users and items both go through the language model.
 *
 * Source: Kim et al., "Lost in Sequence", KDD 2025, equations 1 to 4 (arXiv:2502.13909).
 * Axes: B users, I items, C candidates, V width.
 */
import { DomainError } from "../../../domain/domainError.js";
import { itemCounts } from "../../data/itemCounts.js";
import type { Split } from "../../data/splitLeaveLastOut.js";
import type { CandidateItems } from "../../llm-srec/candidateItems.js";
import { llmSrecFeeds } from "../../llm-srec/llmSrecFeeds.js";
import { LlmSrecGradients } from "../../llm-srec/llmSrecGradients.js";
import type { LossAndGradients } from "../../llm-srec/lossAndGradients.js";
import type { VectorTable } from "../../llm-srec/promptFeeds.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import type { PromptHistory } from "./corpus.js";
import type { LlmSrecTraining } from "./llmSrecTraining.js";
import { rowsOf } from "./stateReader.js";
import { type StepRooms, stepRooms } from "./stepRooms.js";
import type { TrainingParts } from "./trainingParts.js";

/** Exponentiates to 0: a candidate that is no wrong answer. */
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
  private readonly gradients: LlmSrecGradients;
  private readonly rooms: StepRooms;
  /** The logarithm of each item's share of the training targets, `[N + 1]`. */
  private readonly logShares: Float32Array;

  /** @throws {DomainError} `NOTHING_TO_TRAIN` if a user has all items, so that none is a wrong answer. */
  constructor(
    private readonly training: LlmSrecTraining,
    private readonly parts: TrainingParts,
  ) {
    const { options, split } = training;
    if (options.negatives === "random") refuseFullHistories(split);
    const counts = itemCounts(split.train.map((rows) => rows.slice(-1)), split.itemIds.length); // prettier-ignore
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.logShares = counts.map((count) => Math.log(Math.max(count, 1) / total));
    this.rooms = stepRooms(training, parts);
    const { hasUserRepresentation, readOut, distillation, temperature } = options;
    this.gradients = new LlmSrecGradients(parts.graphs, {
      ...{ softTokenScale: parts.softTokenScale, hasUserRepresentation, readOut, distillation, temperature },
      weights: {
        retrieval: options.retrievalWeight,
        distillation: options.distillationWeight,
        uniformity: options.uniformityWeight,
      },
    });
  }

  /** @throws {RangeError} If a parameter is missing. */
  of(parameters: Readonly<Record<string, InitialParameter>>, batch: FreshBatch): Promise<LossAndGradients> {
    const { candidates, teachers } = batch;
    const { corpus, features } = this.parts;
    const users = batch.histories.map((history) => corpus.userPrompt(history));
    const items = Array.from(candidates.rows, (row) => corpus.itemPrompt(row));
    const feeds = llmSrecFeeds({
      users: corpus.packed(users, this.rooms.users),
      items: corpus.packed(items, this.rooms.items),
      candidates: candidates.candidates,
      ...{ teachers, itemVectors: features, corrections: this.corrections(batch) },
      itemFeatures: { width: features.width, values: rowsOf(features, candidates.rows) },
    });
    return this.gradients.of(parameters, feeds);
  }

  /** How many graphs are open. */
  get openGraphs(): number {
    return this.gradients.openGraphs;
  }

  /** Frees the graphs. */
  close(): Promise<void> {
    return this.gradients.close();
  }

  /**
   * Items that are drawn as often as they are chosen would else be held back for being popular, and what a user has
   * already would be a wrong answer; `[B, C]`.
   */
  private corrections({ candidates: { rows, candidates }, histories }: FreshBatch): Float32Array {
    const corrections = new Float32Array(candidates.length);
    if (this.training.options.negatives !== "inBatch") return corrections;
    const width = candidates.length / histories.length;
    for (const [user, history] of histories.entries()) {
      const [first, end] = [user * width, (user + 1) * width];
      const had = new Set([...history.rows, rows[candidates[first]!]!]);
      for (let at = first; at < end; at++) {
        const row = rows[candidates[at]!]!;
        corrections[at] = at !== first && had.has(row) ? NEVER : -this.logShares[row]!;
      }
    }
    return corrections;
  }
}

/** Before the first step, not in the middle of a training. */
function refuseFullHistories({ train, itemIds }: Split): void {
  const full = train.filter((rows) => rows.length >= itemIds.length && new Set(rows).size === itemIds.length).length;
  if (full > 0)
    throw new DomainError("NOTHING_TO_TRAIN", `Cannot draw negatives: ${full} users have all ${itemIds.length} items in training, so that no item is a wrong answer for them`); // prettier-ignore
}
