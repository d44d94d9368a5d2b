import { join } from "node:path";

import { InteractionLogBuilder } from "../../src/ml/data/interactionLogBuilder.js";
import { splitLeaveLastOut } from "../../src/ml/data/splitLeaveLastOut.js";
import { writeArtifact } from "../../src/ml/artifact/writeArtifact.js";
import { trainModel } from "../../src/ml/train/trainModel.js";
import type { TestPlatform } from "./testPlatform.js";

/** Publishes a real model version, a Markov chain fitted to sequences of item ids; each needs three items. */
export async function publishMarkov(
  { artifacts, repositories, space, home }: TestPlatform,
  id: string,
  sequences: readonly (readonly string[])[],
): Promise<string> {
  const builder = new InteractionLogBuilder();
  sequences.forEach((items, user) => {
    items.forEach((item, position) => {
      builder.add(`user-${user}`, item, position);
    });
  });
  const { artifact } = await trainModel({
    kind: "markov",
    split: splitLeaveLastOut(builder.build(), { filter: "none" }),
    source: { name: "test", cutOff: null, filter: "none", eventMeanings: {} },
    recipe: "default",
    seed: 0,
    backend: "cpu",
    threads: 1,
    refit: true,
    clock: () => 0,
    peakMemoryMb: () => 0,
  });
  const folder = join(home, "made", id);
  await writeArtifact(folder, artifact);
  const checksum = await artifacts.publish(space, id, folder);
  await repositories.versions.create(space, { id, runId: null, kind: "markov", checksum, card: {}, metrics: {} });
  return id;
}
