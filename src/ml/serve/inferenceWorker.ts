import { deserialize } from "node:v8";

import { DomainError } from "../../domain/domainError.js";
import type { Logger } from "../../domain/logger.js";
import { ARTIFACT_FILE_NAME } from "../artifact/artifactFileName.js";
import { openArtifact } from "../artifact/openArtifact.js";
import { openScoringModel } from "../models/openScoringModel.js";
import type { CatalogueChunk } from "./catalogueChunk.js";
import { catalogueEntries } from "./catalogueEntries.js";
import type { InferenceCall, InferenceReply, InferenceRequest } from "./inferenceMessage.js";
import { Ranker, type RankerModel } from "./ranker.js";

/** What an inference process does with the calls it gets: one after the other, in the order they come. */
export class InferenceWorker {
  private ranker: Ranker | null = null;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly reply: (reply: InferenceReply) => void) {}

  /** Answers the request once those before it are answered. */
  receive(request: InferenceRequest): void {
    this.last = this.last.then(() => this.answer(request));
  }

  private async answer({ id, ...call }: InferenceRequest): Promise<void> {
    try {
      const value = await this.handle(call);
      this.reply({ type: "value", id, value, rssBytes: call.type === "rank" ? 0 : process.memoryUsage.rss() });
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      const code = error instanceof DomainError ? error.code : null;
      this.reply({ type: "error", id, code, message: error.message, stack: error.stack ?? "" });
    }
  }

  private async handle(call: InferenceCall): Promise<unknown> {
    if (call.type === "open") return this.open(call);
    const ranker = this.ranker;
    if (ranker === null) throw new Error(`Cannot answer "${call.type}": no model is open`);
    if (call.type === "rank") return ranker.rank(call.request);
    if (call.type === "catalogue") ranker.apply(catalogueEntries(deserialize(call.chunk) as CatalogueChunk), call);
    else if (call.type === "beginReplacement") ranker.beginReplacement();
    else ranker.endReplacement();
    return null;
  }

  private async open({ artifactFolder, checksum, threads }: InferenceCall & { readonly type: "open" }): Promise<null> {
    const trained = artifactFolder === null ? null : await openTrained(artifactFolder, checksum ?? undefined, threads);
    this.ranker = new Ranker(trained, this.logger());
    return null;
  }

  /** Logs in the parent: there is one log, with one configuration. */
  private logger(): Logger {
    const logAt =
      (level: keyof Logger) =>
      (fields: object, message: string): void => {
        this.reply({ type: "log", level, fields, message });
      };
    return { debug: logAt("debug"), info: logAt("info"), warn: logAt("warn"), error: logAt("error") };
  }
}

async function openTrained(folder: string, checksum: string | undefined, threads: number): Promise<RankerModel> {
  const artifact = await openArtifact(folder, checksum);
  const itemIds = await artifact.itemIds();
  const popularity = await artifact.floats(ARTIFACT_FILE_NAME.popularity, itemIds.length + 1);
  const model = await openScoringModel(artifact, { threads });
  // The first run of a graph plans its memory; nobody should wait for that.
  if (itemIds.length > 0) await model.scoreAll([Int32Array.of(1)]);
  return { model, itemIds, popularity };
}
