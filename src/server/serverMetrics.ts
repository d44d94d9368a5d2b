import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

import type { AnswerOrigin } from "../recommend/answerOrigin.js";
import type { EventResult } from "../recommend/eventResult.js";
import type { UsageMeter } from "../resolvers/usageMeter.js";

/** From a cached answer to one that waited for a model to load, in seconds. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What a request asked for, in names that the schema bounds: clients choose operation names, and could choose millions. */
function operationLabel(rootFields: readonly string[]): string {
  const [first = "none"] = rootFields;
  if (rootFields.every((name) => name.startsWith("__"))) return "introspection";
  return rootFields.length === 1 ? first : "several";
}

/** What the process counts for Prometheus. */
export class ServerMetrics implements UsageMeter {
  readonly registry = new Registry();
  private readonly requestSeconds = new Histogram({
    name: "sequitur_graphql_request_duration_seconds",
    help: "Time to answer a GraphQL request, by the field it asks for, how it came, and the code of its first error",
    labelNames: ["operation", "transport", "code"],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  private readonly fieldSeconds = new Histogram({
    name: "sequitur_graphql_field_duration_seconds",
    help: "Time to resolve a field of Query or Mutation; Query.recommendations and Query.rankItems are the ranking",
    labelNames: ["field"],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  private readonly events = new Counter({
    name: "sequitur_events_total",
    help: "Events that logInteractions took, by what became of them",
    labelNames: ["status"],
    registers: [this.registry],
  });
  private readonly answers = new Counter({
    name: "sequitur_answers_total",
    help: "Recommendations and rankings, by what ordered them, and by what the language model knew of the user: FRESH, LLM_STALE, CF_ONLY, or NONE where none takes part",
    labelNames: ["ranker", "freshness"],
    registers: [this.registry],
  });
  /** Open subscriptions, by transport. */
  readonly openSubscriptions = new Gauge({
    name: "sequitur_subscriptions_open",
    help: "Subscriptions that are open",
    labelNames: ["transport"],
    registers: [this.registry],
  });

  /** @param countDegradedSpaces In how many spaces something else stands in for the served model. */
  constructor(countDegradedSpaces: () => number) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: "sequitur_spaces_degraded",
      help: "Spaces whose served model this process could not load, so that the one before it or popularity answers",
      registers: [this.registry],
      collect() {
        this.set(countDegradedSpaces());
      },
    });
  }

  countEvents(results: readonly EventResult[]): void {
    for (const { status } of results) this.events.inc({ status });
  }

  countAnswer({ ranker, freshness }: AnswerOrigin): void {
    this.answers.inc({ ranker, freshness: freshness ?? "NONE" });
  }

  startField(field: string): () => void {
    return this.fieldSeconds.startTimer({ field });
  }

  /**
   * Begins to time a request.
   *
   * @returns Ends it; `rootFields` is undefined where the request was refused before it was understood.
   */
  startRequest(
    transport: "http" | "websocket" | "sse",
  ): (rootFields: readonly string[] | undefined, code: string) => void {
    const end = this.requestSeconds.startTimer({ transport });
    return (rootFields, code) => {
      end({ operation: rootFields === undefined ? "invalid" : operationLabel(rootFields), code });
    };
  }
}
