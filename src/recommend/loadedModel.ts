import type { InferenceModel } from "../ml/index.js";

import type { ModelLease } from "./modelLease.js";
import type { ServedCatalogue } from "./servedCatalogue.js";

/** A model in memory with its copy of the catalogue; counts who uses it, and closes once retired and unused. */
export class LoadedModel {
  private leases = 0;
  private whenUnused: (() => void) | null = null;

  /** @param modelVersionId Null: no trained model, ranked by popularity. */
  constructor(
    readonly modelVersionId: string | null,
    private readonly model: InferenceModel,
    private readonly catalogue: ServedCatalogue,
  ) {}

  /** Keeps the model open until the lease is released. */
  lease(): ModelLease {
    this.leases++;
    return {
      modelVersionId: this.modelVersionId,
      model: this.model,
      reachCatalogue: (version) => this.catalogue.reach(version),
      release: () => {
        this.leases--;
        if (this.leases === 0) this.whenUnused?.();
      },
    };
  }

  /** Closes the model as soon as nobody uses it; resolves once it is closed. To be called once, with no lease after it. */
  async retire(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.leases === 0) resolve();
      else this.whenUnused = resolve;
    });
    await this.model.close();
  }
}
