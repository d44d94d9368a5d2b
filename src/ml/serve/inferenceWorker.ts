import { deserialize } from "node:v8";

import { DomainError } from "../../domain/domainError.js";
import type { Logger } from "../../domain/logger.js";
import type { Artifact } from "../artifact/artifact.js";
import { artifactCorrupt } from "../artifact/artifactCorrupt.js";
import { ARTIFACT_FILE_NAME } from "../artifact/artifactFileName.js";
import { openArtifact } from "../artifact/openArtifact.js";
import { openScoringModel } from "../models/openScoringModel.js";
import type { CatalogueChunk } from "./catalogueChunk.js";
import { catalogueEntries } from "./catalogueEntries.js";
import type { InferenceCall, InferenceReply, InferenceRequest, OpenedModel } from "./inferenceMessage.js";
import type { LanguageReader } from "./languageReader.js";
import { Ranker } from "./ranker.js";
import type { RankerModel } from "./rankerModel.js";

type CallOf<Type extends InferenceCall["type"]> = Extract<InferenceCall, { readonly type: Type }>;

/** What an inference process does with the calls it gets: one after the other, in the order they come. */
export class InferenceWorker {
  private ranker: Ranker | null = null;
  private reader: LanguageReader | null = null;
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
    if (call.type === "openLanguage") return this.openLanguage(call);
    if (call.type === "userVector") return this.opened(this.reader, call).userVector(call.history);
    if (call.type === "omittedVectors") return this.opened(this.reader, call).omittedVectors(call.history);
    if (call.type === "itemVectors") return this.opened(this.reader, call).itemVectors(call.titles);
    const ranker = this.opened(this.ranker, call);
    if (call.type === "rank") return ranker.rank(call.request, call.userVector);
    if (call.type === "explain") return ranker.explain(call.request, call.omitted);
    if (call.type === "catalogue") {
      const later = ranker.apply(catalogueEntries(deserialize(call.chunk) as CatalogueChunk), call);
      return ranker.readsLaterItems ? later : [];
    }
    if (call.type === "vectors") ranker.addVectors(call.ids, call.vectors);
    else if (call.type === "forgetVectors") ranker.removeVectors(call.ids);
    else if (call.type === "beginReplacement") ranker.beginReplacement();
    else ranker.endReplacement();
    return null;
  }

  private opened<Opened>(opened: Opened | null, { type }: InferenceCall): Opened {
    if (opened === null) throw new Error(`Cannot answer "${type}": no model is open for it`);
    return opened;
  }

  private async open({ artifactFolder, checksum, threads }: CallOf<"open">): Promise<OpenedModel> {
    const trained = artifactFolder === null ? null : await openTrained(artifactFolder, checksum ?? undefined, threads);
    this.ranker = new Ranker(trained, this.logger());
    return { vectorWidth: trained?.language?.scores.items.width ?? null };
  }

  private async openLanguage({ artifactFolder, checksum, threads }: CallOf<"openLanguage">): Promise<null> {
    const artifact = await openArtifact(artifactFolder, checksum ?? undefined);
    const { openLanguageReader } = await import("./openLanguageReader.js");
    this.reader = await openLanguageReader(artifact, { threads });
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
  const { model, language } = await openRanking(artifact, itemIds.length, threads);
  // The first run of a graph plans its memory; nobody should wait for that.
  if (itemIds.length > 0) await model.scoreAll([Int32Array.of(1)]);
  return { model, itemIds, popularity, ...(language && { language }) };
}

/** What scores histories; of an LLM-SRec its teacher and its vectors, but not the language model, which has a process of its own. */
async function openRanking(
  artifact: Artifact,
  itemCount: number,
  threads: number,
): Promise<Pick<RankerModel, "model" | "language">> {
  const { kind, llmSrec, encoder } = artifact.manifest;
  if (kind !== "llm-srec") return { model: await openScoringModel(artifact, { threads }) };
  if (llmSrec === undefined || encoder === null)
    throw artifactCorrupt(artifact.folder, "its manifest does not describe a language model and its teacher");
  const { openStoredSasrec } = await import("../models/openStoredSasrec.js");
  const { openLanguageScores } = await import("../models/openLanguageScores.js");
  return {
    model: await openStoredSasrec(artifact, { kind: llmSrec.teacherKind, itemCount, threads }),
    language: {
      scores: await openLanguageScores(artifact, { itemCount, threads }),
      teacherWindow: encoder.window,
    },
  };
}
