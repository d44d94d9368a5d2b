import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import {
  TINY_ITEM_IDS,
  tinyLlmSrecContent,
  type TinyLlmSrecOptions,
  writeTinyLlmSrec,
} from "../ml/serve/tinyLlmSrec.js";
import type { TestPlatform } from "./testPlatform.js";

/** The items that `publishLlmSrec`'s model knows, 30 of them. */
export const LLM_SREC_ITEMS = TINY_ITEM_IDS;

/** Publishes a real, small model version that reads with a language model, its weights random. */
export async function publishLlmSrec(
  platform: TestPlatform,
  id: string,
  options: TinyLlmSrecOptions = {},
): Promise<string> {
  const { artifacts, repositories, space, home } = platform;
  const folder = join(home, "made", id);
  await mkdir(folder, { recursive: true });
  const content = await tinyLlmSrecContent(folder, { readOut: { lastItem: true }, ...options });
  const { artifactFolder } = await writeTinyLlmSrec(join(folder, "artifact"), content);
  const checksum = await artifacts.publish(space, id, artifactFolder);
  const card = { llmSrec: content.llm.settings, recipe: "default", options: { prompt: "compact" } };
  await repositories.versions.create(space, { id, runId: null, kind: "llm-srec", checksum, card, metrics: {} });
  return id;
}
