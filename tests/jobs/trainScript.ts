/**
 * @file Obeys the contract of `sequitur train` for the tests of jobs, with the real training of the models that only count.
 * It takes `--budget` seconds over it, so that tests can find it at work, and fails as the name of a run's log says.
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";

import { endWithParent } from "../../src/jobs/endWithParent.js";

endWithParent(process);
process.stderr.write(`pid ${process.pid}\narguments ${process.argv.slice(3).join(" ")}\n`);
const text = { type: "string" } as const;
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    ...{ data: text, model: text, recipe: text, seed: text, epochs: text, budget: text, out: text, progress: text },
    ...{ lm: text, "lm-name": text, teacher: text, resume: text, layers: text },
    ...{ json: { type: "boolean" }, refit: { type: "boolean" } },
  },
});
const { data = "", model = "", seed = "0", budget = "0", out = "" } = values;

/** Seeds that mean a fault. */
if (seed === "13") {
  process.stderr.write('a warning first\n{"fault":"TRAINING_FAILED"}\nCannot train: thirteen is no seed\n');
  process.exit(1);
}
if (seed === "16") {
  process.stderr.write('{"fault":"ARTIFACT_CORRUPT"}\nCannot open artifact "/srv/home/teacher": it is cut off\n');
  process.exit(1);
}
if (seed === "17") throw new Error('Cannot open "/srv/home/work"'); // a bug: no code, and a stack
if (seed === "15") {
  process.stderr.write("Cannot finish the training: it was cancelled\n");
  process.exit(130); // as the program does when SIGTERM ends it
}
if (seed === "14") process.kill(process.pid, "SIGKILL");

const ticks = Number(budget) * 20;
for (let tick = 0; tick < ticks; tick++) {
  const progress = { phase: "TRAINING", epoch: tick, epochs: ticks, loss: 1 / (tick + 1), metric: null };
  process.stderr.write(`${JSON.stringify({ ...progress, fraction: tick / ticks, secondsLeft: null })}\n`);
  await wait(50);
}
// Only now, because loading TensorFlow takes longer than all that tests wait for above.
const { openSource } = await import("../../src/formats/openSource.js");
const { writeArtifact } = await import("../../src/ml/artifact/writeArtifact.js");
const { InteractionLogBuilder } = await import("../../src/ml/data/interactionLogBuilder.js");
const { splitLeaveLastOut } = await import("../../src/ml/data/splitLeaveLastOut.js");
const { trainModel } = await import("../../src/ml/train/trainModel.js");
const source = await openSource(data, { format: "sequitur" });
const builder = new InteractionLogBuilder();
for await (const row of source.interactions())
  if (row.ok) builder.add(row.value.userId, row.value.itemId, row.value.timestamp);
const { report, artifact } = await trainModel({
  kind: model === "popular" ? "popular" : "markov",
  split: splitLeaveLastOut(builder.build(), { filter: "none" }),
  source: { name: source.name, cutOff: source.cutOff, filter: "none", eventMeanings: source.eventMeanings },
  recipe: "default",
  seed: Number(seed),
  backend: "cpu",
  threads: 1,
  refit: values.refit ?? false,
  clock: Date.now,
  peakMemoryMb: () => 0,
  onProgress: (progress) => process.stderr.write(`${JSON.stringify(progress)}\n`),
});
await writeArtifact(out, artifact);
process.stdout.write(JSON.stringify(report));
