import { openTrainer, type TrainerOptions } from "../../src/ml/runtime/trainer.js";
import { seededRandom } from "../../src/ml/data/seededRandom.js";
import { sasrecParameters } from "../../src/ml/models/sasrecParameters.js";
import { SasrecBatches } from "../../src/ml/train/sasrecBatches.js";
import { sasrecLoss } from "../../src/ml/train/sasrecLoss.js";

const CONFIG = { kind: "sasrec", itemCount: 300, width: 8, blocks: 1, heads: 1, expansion: 1, maxLength: 8 } as const;
const OPTIONS = { maxLength: 8, batchSize: 8, loss: "sampled-softmax", negatives: 16 } as const;
const EPOCHS = 3;
const TOLERANCE = 1e-6;

/**
 * Shows that updating only the rows that a step names gives what a mask over the whole table gives, computed eagerly.
 *
 * @throws {Error} If a parameter differs by more than rounding.
 */
export async function checkRowUpdates(): Promise<void> {
  const random = seededRandom("row updates");
  const sequences = Array.from({ length: 16 }, () => Int32Array.from({ length: 9 }, () => 1 + random.int(300)));
  const batches = new SasrecBatches(sequences, CONFIG.itemCount, OPTIONS, random);
  const options: Omit<TrainerOptions, "backend"> = {
    parameters: sasrecParameters(CONFIG, random),
    loss: sasrecLoss(CONFIG, OPTIONS.loss, 0),
    ...{ learningRate: 1e-2, threads: 2, seed: 1, rowUpdates: batches.rowUpdates },
  };
  const [naive, traced] = [
    await trained({ ...options, backend: "cpu" }),
    await trained({ ...options, backend: "onnx" }),
  ];
  for (const [name, values] of Object.entries(naive)) {
    const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - traced[name]![i]!)), 0);
    if (!(worst <= TOLERANCE)) throw new Error(`Cannot time row updates: "${name}" differs by ${worst}`);
  }

  async function trained(given: TrainerOptions): Promise<Record<string, Float32Array>> {
    const trainer = await openTrainer(given);
    const known = new Set<string>();
    for (let epoch = 1; epoch <= EPOCHS; epoch++)
      for (const { bucket, shapes, feeds } of batches.epoch(epoch)) {
        if (!known.has(bucket)) trainer.addBucket(bucket, shapes);
        known.add(bucket);
        await trainer.step(bucket, feeds);
      }
    const parameters = trainer.parameters();
    await trainer.close();
    return parameters;
  }
}
