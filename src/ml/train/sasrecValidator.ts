import type { Split } from "../data/splitLeaveLastOut.js";
import { evaluateModel } from "../evaluate/evaluateModel.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import type { SasrecConfig } from "../models/sasrecConfig.js";
import { SasrecEagerEncoder } from "../models/sasrecEagerEncoder.js";
import { sasrecEncoderGraph } from "../models/sasrecEncoderGraph.js";
import { SasrecGraphEncoder } from "../models/sasrecGraphEncoder.js";
import { SasrecModel } from "../models/sasrecModel.js";
import { sasrecScoresGraph } from "../models/sasrecScoresGraph.js";
import { loadEagerBackend } from "../runtime/eagerBackend.js";
import { openSession, type GraphSession } from "../runtime/session.js";
import type { InitialParameter, TrainingBackend } from "../runtime/trainer.js";
import { cancellableModel } from "./cancellableModel.js";
import { evaluationBatchSize } from "./evaluationBatchSize.js";

/** Where and on what parameters in training are looked at. */
export interface SasrecValidatorOptions {
  readonly split: Split;
  readonly backend: TrainingBackend;
  readonly threads: number;
  /** Of the 99 negatives. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

type Parameters = Readonly<Record<string, InitialParameter>>;

/** Looks at the validation items with the parameters of the moment; the graphs are traced and loaded once. */
export class SasrecValidator {
  private graphs: { readonly encoder: GraphSession; readonly scores: GraphSession } | null = null;

  constructor(
    private readonly config: SasrecConfig,
    private readonly options: SasrecValidatorOptions,
  ) {}

  /** @throws {DomainError} `CANCELLED`. */
  async evaluate(parameters: Parameters): Promise<Evaluation> {
    const { split, seed, signal } = this.options;
    const batchSize = evaluationBatchSize(this.config.itemCount);
    const model = await this.model(parameters);
    const evaluation = await evaluateModel(cancellableModel(model, signal), split, "valid", { seed, batchSize });
    if (this.options.backend !== "onnx") await model.close();
    return evaluation;
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    await this.graphs?.encoder.close();
    await this.graphs?.scores.close();
    this.graphs = null;
  }

  private async model(parameters: Parameters): Promise<SasrecModel> {
    const { backend, threads } = this.options;
    const { config } = this;
    const { kind, itemCount, width, maxLength: window } = config;
    if (backend !== "onnx") {
      const eager = new SasrecEagerEncoder(config, parameters, await loadEagerBackend(backend));
      return new SasrecModel(eager, { kind, itemCount, window });
    }
    this.graphs ??= {
      encoder: await openSession(sasrecEncoderGraph(config, parameters, "inputs"), { threads }),
      scores: await openSession(sasrecScoresGraph(itemCount, width), { threads }),
    };
    const items = parameters["itemEmbeddings"]!;
    const encoder = new SasrecGraphEncoder({ ...this.graphs, parameters, items });
    return new SasrecModel(encoder, { kind, itemCount, window });
  }
}
