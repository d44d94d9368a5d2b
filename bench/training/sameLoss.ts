import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { seededRandom } from "../../src/ml/data/seededRandom.js";
import { sasrecParameters } from "../../src/ml/models/sasrecParameters.js";
import { openTrainer } from "../../src/ml/runtime/trainer.js";
import { SasrecBatches } from "../../src/ml/train/sasrecBatches.js";
import { sasrecLoss } from "../../src/ml/train/sasrecLoss.js";
import type { TrainingLoss } from "../../src/ml/train/trainingOptions.js";
import type { PeerPython } from "../harness/peerPython.js";
import { startPeerStep } from "./peerStep.js";

const CONFIG = { kind: "sasrec", itemCount: 500, width: 64, blocks: 2, heads: 1, expansion: 1, maxLength: 32 } as const;
const USERS = 16;
/** Float32 sums in another order. */
const TOLERANCE = 2e-6;

/**
 * Shows that the reference computes the same loss as this program from the same parameters and batch, without dropout.
 *
 * @throws {Error} If one of them differs by more than rounding.
 */
export async function checkSameLoss(peer: PeerPython): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sequitur-bench-"));
  const reference = startPeerStep(peer);
  try {
    const parameters = sasrecParameters(CONFIG, seededRandom("same loss"));
    const path = join(folder, "parameters.f32");
    const values = Object.values(parameters).map(({ data }) => Buffer.from(data.buffer));
    await writeFile(path, Buffer.concat(values));
    const shapes = Object.entries(parameters).map(([name, { shape }]) => [name, shape]);
    await reference.ask({ op: "open", ...CONFIG, dropoutRate: 0, threads: 2, parameters: path, shapes });
    for (const loss of ["binary", "softmax", "sampled-softmax"] as const) {
      const { ours, asked } = await ownLoss(loss, parameters);
      const { loss: theirs } = await reference.ask<{ loss: number }>({ op: "loss", loss, ...asked });
      if (!(Math.abs(ours - theirs) <= TOLERANCE * Math.abs(theirs)))
        throw new Error(`Cannot compare steps: the loss "${loss}" is ${ours} here and ${theirs} in PyTorch`);
    }
  } finally {
    await reference.close();
    await rm(folder, { recursive: true });
  }
}

async function ownLoss(loss: TrainingLoss, parameters: ReturnType<typeof sasrecParameters>) {
  const random = seededRandom(loss);
  const sequences = Array.from({ length: USERS }, () =>
    Int32Array.from({ length: CONFIG.maxLength + 1 }, () => 1 + random.int(CONFIG.itemCount)),
  );
  const options = { maxLength: CONFIG.maxLength, batchSize: USERS, loss, negatives: 64 };
  const [batch] = new SasrecBatches(sequences, CONFIG.itemCount, options, random).epoch(1);
  const { bucket, shapes, feeds } = batch!;
  const trainer = await openTrainer({
    ...{ parameters, loss: sasrecLoss(CONFIG, loss, 0), learningRate: 1e-3, seed: 0 },
    ...{ backend: "onnx", threads: 2 },
  });
  trainer.addBucket(bucket, shapes);
  const ours = await trainer.step(bucket, feeds);
  await trainer.close();
  return {
    ours,
    asked: { items: rows(feeds["items"]!), targets: rows(feeds["targets"]!), negatives: ids(loss, feeds) },
  };
}

/** Full histories fill a row each, so packed rows are the reference's rows. */
function rows(values: ArrayLike<number>): number[][] {
  const all = Array.from(values);
  return Array.from({ length: all.length / CONFIG.maxLength }, (_, row) =>
    all.slice(row * CONFIG.maxLength, (row + 1) * CONFIG.maxLength),
  );
}

function ids(loss: TrainingLoss, feeds: Readonly<Record<string, ArrayLike<number>>>): number[] | number[][] {
  const given = feeds["negatives"];
  if (given === undefined) return [];
  return loss === "binary" ? rows(given) : Array.from(given);
}
