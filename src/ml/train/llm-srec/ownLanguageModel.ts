/** @file The language model that a training makes of its catalogue, kept in its work folder. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { nodeFileSystem } from "../../artifact/nodeFileSystem.js";
import { publishFolder } from "../../artifact/publishFolder.js";
import { makeCatalogueLm, type CatalogueLm, type CatalogueLmRequest } from "../../llm/catalogue/makeCatalogueLm.js";

const FOLDER = "catalogue";
const CARD = "made.json";

/** A language model that was made of a catalogue. */
interface OwnLanguageModel {
  /** A checkpoint's. */
  readonly path: string;
  readonly card: CatalogueLm;
}

interface Made {
  readonly key: string;
  readonly card: CatalogueLm;
}

/**
 * The language model of the same seed, texts and prompts that an earlier run left in the work folder, else a new one: how
 * much it learns in its time is never twice the same, and a checkpoint is only good with the one that it was made with.
 *
 * @throws {DomainError} As `makeCatalogueLm` and `publishFolder`.
 */
export async function ownLanguageModel(
  workFolder: string,
  request: Omit<CatalogueLmRequest, "folder">,
): Promise<OwnLanguageModel> {
  const path = join(workFolder, FOLDER);
  const { seed, texts, prompts } = request;
  const key = createHash("sha256")
    .update(JSON.stringify([seed, texts, prompts]))
    .digest("hex");
  const made = await readMade(join(path, CARD));
  if (made?.key === key) return { path, card: made.card };
  let card: CatalogueLm | null = null;
  const fill = async (folder: string): Promise<void> => {
    card = await makeCatalogueLm({ ...request, folder });
    const content: Made = { key, card };
    await nodeFileSystem.writeFile(join(folder, CARD), Buffer.from(JSON.stringify(content)));
  };
  await publishFolder(path, nodeFileSystem, fill, { replaces: true });
  return { path, card: card! };
}

/** Null: there is none, or none that can be read. */
async function readMade(path: string): Promise<Made | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Made;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
