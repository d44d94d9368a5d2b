/** The metric that decides: NDCG@10 of the validation items among the full catalogue. */
const GATE_METRIC = "NDCG@10";

/** Metrics as an artifact's manifest holds them: by part, protocol and name. */
export type MetricTree = { readonly [name: string]: number | MetricTree | null };

/** Whether a model may be served without anybody looking at it, and why not. */
export interface GateVerdict {
  readonly passed: boolean;
  /** In words; null if it passed. */
  readonly reason: string | null;
}

/** What the gate looks at. */
export interface GateInput {
  readonly model: string;
  /** `{ full: { "NDCG@10": ... }, ... }`; null if nothing could be measured. */
  readonly valid: MetricTree | null;
  readonly test: MetricTree | null;
  /** The validation metrics of popularity on the same data; null for popularity itself. */
  readonly floor: MetricTree | null;
  /** Pass it whatever it is. */
  readonly force: boolean;
}

/** Judges a model: all its metrics are finite, and it orders the validation items better than popularity does. */
export function promotionGate({ model, valid, test, floor, force }: GateInput): GateVerdict {
  if (force) return { passed: true, reason: null };
  if (!isFiniteTree(valid) || !isFiniteTree(test)) return refused("a metric is not finite");
  if (model === "popular") return { passed: true, reason: null };
  const [own, popular] = [fullNdcg(valid), fullNdcg(floor)];
  if (own === null || popular === null) return refused("there were too few interactions to measure it");
  if (own > popular) return { passed: true, reason: null };
  return refused(`its validation ${GATE_METRIC} is ${own.toFixed(4)}, popularity's is ${popular.toFixed(4)}`);
}

function refused(reason: string): GateVerdict {
  return { passed: false, reason };
}

function isFiniteTree(tree: MetricTree | null): boolean {
  return Object.values(tree ?? {}).every((value) =>
    typeof value === "number" ? Number.isFinite(value) : isFiniteTree(value),
  );
}

function fullNdcg(tree: MetricTree | null): number | null {
  const full = tree?.full;
  if (typeof full !== "object" || full === null) return null;
  const value = full[GATE_METRIC];
  return typeof value === "number" ? value : null;
}
