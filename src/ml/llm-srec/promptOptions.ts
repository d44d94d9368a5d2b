import { PAPER_WORDING, type PromptWording } from "./promptWording.js";

/** What prompts say, and how much of it. */
export interface PromptOptions {
  /** The newest items of a history that are told; 1 or more. */
  readonly window: number;
  /** Each item's day, in UTC. */
  readonly hasDates: boolean;
  /** Each item's title; without it, its soft token alone must say what it is. */
  readonly hasTitles: boolean;
  /** The teacher's user vector stands at the beginning. */
  readonly hasUserRepresentation: boolean;
  readonly wording: PromptWording;
  /** Of a title, in any prompt; null for no limit of its own. */
  readonly titleTokens: number | null;
  /** Of a prompt; titles are cut short so far that it fits. */
  readonly maxTokens: number;
}

/** The paper's prompt; its code cuts prompts at as many tokens. */
export const PAPER_PROMPT: PromptOptions = {
  window: 10,
  hasDates: true,
  hasTitles: true,
  hasUserRepresentation: false,
  wording: PAPER_WORDING,
  titleTokens: null,
  maxTokens: 1024,
};

/** A history of soft tokens alone, about a third as long: titles are told by the soft tokens and in item prompts. */
export const COMPACT_PROMPT: PromptOptions = { ...PAPER_PROMPT, hasDates: false, hasTitles: false, titleTokens: 20 };
