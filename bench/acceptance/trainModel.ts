import type { GraphqlClient } from "../client/graphqlClient.js";

const START = /* GraphQL */ `
  mutation StartTraining($options: TrainingOptionsInput) {
    startTraining(options: $options) {
      id
    }
  }
`;
const PROGRESS = /* GraphQL */ `
  subscription TrainingProgress($runId: ID!) {
    trainingProgress(runId: $runId) {
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
const PROMOTE = /* GraphQL */ `
  mutation PromoteModel($id: ID!) {
    promoteModel(id: $id) {
      id
      isServed
    }
  }
`;

/** What `trainingProgress` says of a run. */
export interface RunState {
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
 * Trains a model, follows the run over WebSocket, and promotes what it made.
 *
 * @param onState Hears every state of the run.
 * @returns The id of the model version, served from now on.
 * @throws {Error} If the run does not succeed.
 */
export async function trainModel(
  client: GraphqlClient,
  options: Readonly<Record<string, unknown>>,
  onState: (run: RunState) => void,
): Promise<string> {
  const { startTraining } = await client.request<{ startTraining: { id: string } }>(START, { options });
  let last: RunState | null = null;
  const runs = client.subscribe<{ trainingProgress: RunState }>(PROGRESS, { runId: startTraining.id });
  for await (const { trainingProgress } of runs) {
    last = trainingProgress;
    onState(last);
  }
  if (last?.state !== "SUCCEEDED" || last.modelVersionId === null)
    throw new Error(
      `Cannot use run ${startTraining.id}: it ended ${last?.state ?? "unseen"}, ${last?.error ?? "no cause"}`,
    );
  const { promoteModel } = await client.request<{ promoteModel: { isServed: boolean } }>(PROMOTE, {
    id: last.modelVersionId,
  });
  if (!promoteModel.isServed)
    throw new Error(`Cannot serve model ${last.modelVersionId}: it was promoted and is not served`);
  return last.modelVersionId;
}
