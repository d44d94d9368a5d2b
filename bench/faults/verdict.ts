import type { GraphqlClient } from "../client/graphqlClient.js";
import { pollUntil } from "../client/pollUntil.js";
import type { LoadRecord } from "./eventLoad.js";
import { pageThrough } from "./pageThrough.js";

const RUNS_TIMEOUT_MS = 180_000;
const PROMOTE = "mutation Promote($id: ID!) { promoteModel(id: $id) { id isServed } }";
const RECOMMENDATIONS = `query Recommendations($userId: ID!) {
  recommendations(user: { userId: $userId }, first: 10) { modelVersionId edges { node { id } } }
}`;

interface Run {
  readonly id: string;
  readonly state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly error: string | null;
  readonly modelVersionId: string | null;
}

/** What was found when all was over; `faults` is empty if nothing was lost. */
export interface Verdict {
  readonly acknowledged: number;
  /** Events of the load in the database, each row counted. */
  readonly stored: number;
  readonly runs: Readonly<Record<string, number>>;
  readonly models: number;
  readonly faults: readonly string[];
}

/**
 * Compares what clients were told with what is there, through the API.
 *
 * @param prefix How the ids of the load's events begin; the log holds imported events too.
 * @param userId Somebody to ask recommendations for.
 */
export async function reachVerdict(
  client: GraphqlClient,
  record: LoadRecord,
  { prefix, userId }: { readonly prefix: string; readonly userId: string },
): Promise<Verdict> {
  const stored = await storedEventIds(client, prefix);
  const storedOnce = new Set(stored);
  const lost = [...record.acknowledged].filter((id) => !storedOnce.has(id));
  const { runs, faults: runFaults } = await judgeRuns(client);
  const { models, faults: modelFaults } = await judgeModels(client, record, userId);
  const faults = [
    ...lost.map((id) => `event ${id} was acknowledged and is not stored`),
    ...(stored.length === storedOnce.size ? [] : [`${stored.length - storedOnce.size} events are stored twice`]),
    ...(storedOnce.size === record.acknowledged.size
      ? []
      : [`${storedOnce.size} events are stored, ${record.acknowledged.size} were acknowledged`]),
    ...record.staleRecommendations.map((what) => `after its event was acknowledged, ${what}`),
    ...record.wrongAnswers.map((what) => `wrong answer: ${what}`),
    ...runFaults,
    ...modelFaults,
  ];
  return { acknowledged: record.acknowledged.size, stored: stored.length, runs, models, faults };
}

async function storedEventIds(client: GraphqlClient, prefix: string): Promise<string[]> {
  const events = await pageThrough<{ eventId: string }>(client, "interactions", "eventId");
  return events.map(({ eventId }) => eventId).filter((id) => id.startsWith(prefix));
}

/** Every run must come to an end that says what became of it. */
async function judgeRuns(client: GraphqlClient): Promise<{ runs: Record<string, number>; faults: string[] }> {
  const runs = await pollUntil("the end of every training run", RUNS_TIMEOUT_MS, async () => {
    const all = await pageThrough<Run>(client, "trainingRuns", "id state error modelVersionId");
    return all.some(({ state }) => state === "QUEUED" || state === "RUNNING") ? null : all;
  });
  const counts: Record<string, number> = {};
  for (const { state } of runs) counts[state] = (counts[state] ?? 0) + 1;
  const faults = runs.flatMap(({ id, state, error, modelVersionId }) => {
    if (state === "FAILED" && !error) return [`run ${id} failed without a cause`];
    return state === "SUCCEEDED" && modelVersionId === null ? [`run ${id} succeeded without a model`] : [];
  });
  return { runs: counts, faults };
}

/** Every model version must load: promotion checks the sums of all its files. And nothing else may have been served. */
async function judgeModels(
  client: GraphqlClient,
  record: LoadRecord,
  userId: string,
): Promise<{ models: number; faults: string[] }> {
  const models = await pageThrough<{ id: string }>(client, "models", "id");
  const faults: string[] = [];
  for (const { id } of models) {
    try {
      await client.request(PROMOTE, { id });
      const { recommendations } = await client.request<{
        recommendations: { modelVersionId: string; edges: unknown[] };
      }>(RECOMMENDATIONS, { userId });
      if (recommendations.modelVersionId !== id) faults.push(`model ${id} was promoted and another one answered`);
      if (recommendations.edges.length !== 10)
        faults.push(`model ${id} gave ${recommendations.edges.length} items of 10`);
    } catch (error) {
      faults.push(`model ${id} cannot be served: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const known = new Set(models.map(({ id }) => id));
  const strangers = [...record.servedModelIds].filter((id) => !known.has(id));
  return {
    models: models.length,
    faults: [...faults, ...strangers.map((id) => `model ${id} served and is not listed`)],
  };
}
