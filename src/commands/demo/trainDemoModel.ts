import { DomainError } from "../../domain/domainError.js";
import type { DemoClient } from "./demoClient.js";

const START = /* GraphQL */ `
  mutation StartTraining($options: TrainingOptionsInput) {
    startTraining(options: $options) {
      id
    }
  }
`;
const LAST_RUN = /* GraphQL */ `
  query LastRun {
    trainingRuns(first: 1) {
      edges {
        node {
          id
        }
      }
    }
  }
`;
const RUN = /* GraphQL */ `
  query Run($id: ID!) {
    trainingRun(id: $id) {
      state
      error
      modelVersionId
      progress {
        phase
        epoch
        epochs
        metric
        fraction
        secondsLeft
      }
    }
  }
`;
const POLL_MS = 250;

/** What a training run says of itself. */
export interface DemoRun {
  readonly state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly error: string | null;
  readonly modelVersionId: string | null;
  readonly progress: {
    readonly phase: string;
    readonly epoch: number | null;
    readonly epochs: number | null;
    readonly metric: number | null;
    readonly fraction: number;
    readonly secondsLeft: number | null;
  } | null;
}

/**
 * Trains a model as any client would, and waits for it. A run that an earlier start left behind is waited for first.
 *
 * @param onChange Hears of the run a few times a second.
 * @throws {DomainError} `TRAINING_FAILED` with the run's own cause.
 */
export async function trainDemoModel(
  ask: DemoClient,
  options: Readonly<Record<string, unknown>>,
  onChange: (run: DemoRun) => void,
): Promise<void> {
  for (;;) {
    try {
      const { startTraining } = await ask<{ startTraining: { id: string } }>(START, { options });
      await waitForRun(ask, startTraining.id, onChange);
      return;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "TRAINING_RUNNING") throw error;
      const { trainingRuns } = await ask<{ trainingRuns: { edges: { node: { id: string } }[] } }>(LAST_RUN);
      const running = trainingRuns.edges[0]?.node.id;
      if (running !== undefined) await waitForRun(ask, running, onChange).catch(() => undefined); // its end is all that matters
    }
  }
}

async function waitForRun(ask: DemoClient, id: string, onChange: (run: DemoRun) => void): Promise<void> {
  for (;;) {
    const { trainingRun } = await ask<{ trainingRun: DemoRun }>(RUN, { id });
    onChange(trainingRun);
    if (trainingRun.state === "SUCCEEDED") return;
    if (trainingRun.state === "FAILED" || trainingRun.state === "CANCELLED")
      throw new DomainError("TRAINING_FAILED", trainingRun.error ?? `Cannot use run ${id}: it was cancelled`);
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}
