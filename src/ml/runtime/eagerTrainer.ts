import { tf } from "../trace/tensorflow.js";
import { adamCorrections } from "./adamCorrections.js";
import { type AdamState, adamUpdate } from "./adamUpdate.js";
import { checkFeeds } from "./checkFeeds.js";
import { EagerDropout } from "./eagerDropout.js";
import { mapRecord } from "./mapRecord.js";
import type { BatchFeeds, BatchShapes, RowUpdates, Trainer } from "./trainer.js";
import type { TrainingPlan } from "./trainingPlan.js";
import { valueAndGradients } from "./valueAndGradients.js";
import { withEagerBackend } from "./eagerBackend.js";

/** Trains by running the ops one by one on a TensorFlow.js backend: the reference that the traced graph must equal. */
export class EagerTrainer implements Trainer {
  private readonly buckets = new Map<string, BatchShapes>();
  private states: Readonly<Record<string, AdamState>>;
  private steps = 0;

  /** @param backend Name of a backend that `loadEagerBackend` has made ready. */
  constructor(
    private readonly plan: TrainingPlan,
    private readonly backend: string,
  ) {
    this.states = withEagerBackend(backend, () =>
      mapRecord(plan.parameters, ({ shape, data }) =>
        keepState({
          parameter: tf.tensor(data.slice(), [...shape]),
          moment1: tf.zeros([...shape]),
          moment2: tf.zeros([...shape]),
        }),
      ),
    );
  }

  addBucket(name: string, batch: BatchShapes): void {
    if (this.buckets.has(name)) throw new RangeError(`Cannot add bucket "${name}": there is one of this name`);
    this.buckets.set(name, batch);
  }

  step(bucket: string, feeds: BatchFeeds): Promise<number> {
    return Promise.resolve().then(() => withEagerBackend(this.backend, () => this.stepNow(bucket, feeds)));
  }

  parameters(): Record<string, Float32Array> {
    return withEagerBackend(this.backend, () =>
      mapRecord(this.states, ({ parameter }) => (parameter.dataSync() as Float32Array).slice()),
    );
  }

  close(): Promise<void> {
    this.disposeStates();
    this.states = {};
    return Promise.resolve();
  }

  private stepNow(bucket: string, feeds: BatchFeeds): number {
    const shapes = this.buckets.get(bucket);
    if (!shapes) throw new RangeError(`Cannot train a step: bucket "${bucket}" was not added`);
    checkFeeds(shapes, feeds);
    const step = this.steps + 1;
    return tf.tidy(() => {
      const batch = mapRecord(shapes, ({ shape, dtype }, name) =>
        tf.tensor((feeds[name] ?? []).slice(), [...shape], dtype),
      );
      const dropout = new EagerDropout(this.plan.seed, step);
      const { value, gradients } = valueAndGradients(
        mapRecord(this.states, ({ parameter }) => parameter),
        (parameters) => this.plan.loss(parameters, batch, dropout),
      );
      const next = this.update(step, gradients, feeds);
      this.disposeStates();
      this.states = next;
      this.steps = step;
      return value.dataSync()[0] ?? Number.NaN;
    });
  }

  private update(
    step: number,
    gradients: Readonly<Record<string, tf.Tensor>>,
    feeds: BatchFeeds,
  ): Readonly<Record<string, AdamState>> {
    const { rowUpdates } = this.plan;
    const { stepSize, epsilon } = adamCorrections(step, this.plan.adam);
    const corrections = { stepSize: tf.scalar(stepSize), epsilon: tf.scalar(epsilon) };
    return mapRecord(this.states, (state, name) => {
      const gradient = gradients[name];
      if (!gradient) throw new RangeError(`Cannot train parameter "${name}": it has no gradient`);
      const next = adamUpdate(state, gradient, corrections, this.plan.adam);
      return keepState(name === rowUpdates?.parameter ? onlyRows(state, next, rowsIn(feeds, rowUpdates)) : next);
    });
  }

  private disposeStates(): void {
    for (const { parameter, moment1, moment2 } of Object.values(this.states)) tf.dispose([parameter, moment1, moment2]);
  }
}

/** Saves a state from the end of the `tidy` it was made in. */
function keepState(state: AdamState): AdamState {
  return { parameter: tf.keep(state.parameter), moment1: tf.keep(state.moment1), moment2: tf.keep(state.moment2) };
}

function rowsIn(feeds: BatchFeeds, { feeds: names }: RowUpdates): Set<number> {
  return new Set(names.flatMap((name) => [...(feeds[name] ?? [])]));
}

/** The next state in the rows that a batch names, the old one in all others. */
function onlyRows(old: AdamState, next: AdamState, rows: ReadonlySet<number>): AdamState {
  const [N = 0] = old.parameter.shape;
  const isTouched = tf.tensor(
    Array.from({ length: N }, (_, row) => rows.has(row)),
    [N, 1],
    "bool",
  );
  return {
    parameter: tf.where(isTouched, next.parameter, old.parameter),
    moment1: tf.where(isTouched, next.moment1, old.moment1),
    moment2: tf.where(isTouched, next.moment2, old.moment2),
  };
}
