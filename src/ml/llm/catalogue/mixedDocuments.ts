import type { Random } from "../../data/seededRandom.js";
import { shuffledDocuments } from "./shuffledDocuments.js";

/** What a catalogue LM learns from: ids of each document, none empty. */
export interface CatalogueDocuments {
  /** At least one. */
  readonly texts: readonly Int32Array[];
  readonly prompts: readonly Int32Array[];
}

/**
 * Documents without an end. Prompts get as many tokens as they have beside the texts, but never more than these: they
 * say the same words again and again.
 */
export function mixedDocuments({ texts, prompts }: CatalogueDocuments, random: Random): () => Int32Array | undefined {
  const nextText = shuffledDocuments(texts, random.fork("texts"));
  if (prompts.length === 0) return nextText;
  const nextPrompt = shuffledDocuments(prompts, random.fork("prompts"));
  const promptsForText = Math.min(tokensOf(prompts) / tokensOf(texts), 1);
  let lead = 0; // tokens that prompts are owed
  return () => {
    const isPrompt = lead > 0;
    const document = isPrompt ? nextPrompt() : nextText();
    const { length = 0 } = document ?? {};
    lead += isPrompt ? -length : promptsForText * length;
    return document;
  };
}

function tokensOf(documents: readonly Int32Array[]): number {
  return documents.reduce((sum, { length }) => sum + length, 0);
}
