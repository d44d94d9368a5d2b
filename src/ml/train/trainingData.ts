import type { TrainingData } from "../artifact/artifactManifest.js";
import { splitHash } from "./splitHash.js";
import type { TrainingRequest } from "./trainingRequest.js";

/** What a manifest tells of the data. */
export function trainingData({ split, source }: TrainingRequest): TrainingData {
  const { train, valid, test } = split;
  const held = [...valid, ...test].filter((row) => row !== 0).length;
  return {
    hash: splitHash(split),
    users: split.userIds.length,
    items: split.itemIds.length,
    interactions: train.reduce((sum, { length }) => sum + length, held),
    source: source.name,
    cutOff: source.cutOff,
    filter: source.filter,
  };
}
