/** @file Prompts side by side, as the loss and serving read them. Axes: B prompts, T positions, S items, M soft tokens. */
import type { TokenizedPrompt } from "./tokenizedPrompt.js";

/** How a batch is laid out. */
export interface PromptBatchOptions {
  /** T, for batches of one shape; default: as long as the longest prompt. */
  readonly positions?: number;
  /** S, likewise; default: as many items as the prompts have. */
  readonly items?: number;
  /** Leaves the constant start out, where its keys and values are computed apart. Default: false. */
  readonly skipsStart?: boolean;
}

/** See `PromptTensors`; padding is on the right. */
export interface PromptBatch {
  /** B */
  readonly size: number;
  /** T */
  readonly positions: number;
  /** int32 `[B, T]`, row-major. */
  readonly tokens: Int32Array;
  /** int32 `[B, T]` */
  readonly isReal: Int32Array;
  /** int32 `[B, T]`; soft tokens are numbered so: all out-tokens, all users where there are any, all items. */
  readonly softRowAt: Int32Array;
  /** int32 `[M]` */
  readonly softPlaces: Int32Array;
  /** The item of each of the last soft tokens, `[S]`; 0 where room is left over. */
  readonly rows: Int32Array;
}

/**
 * Lays prompts out.
 *
 * @throws {RangeError} If there is no prompt, they do not fit, or some have a user's place and some have none.
 */
export function promptBatch(prompts: readonly TokenizedPrompt[], options: PromptBatchOptions = {}): PromptBatch {
  const { skipsStart = false } = options;
  const skipped = (prompt: TokenizedPrompt) => (skipsStart ? prompt.startLength : 0);
  const B = prompts.length;
  const users = prompts.filter(({ userPlace }) => userPlace !== null).length;
  const longest = Math.max(0, ...prompts.map((prompt) => prompt.ids.length - skipped(prompt)));
  const itemCount = prompts.reduce((sum, { items }) => sum + items.length, 0);
  const { positions: T = longest, items: S = itemCount } = options;
  if (B === 0 || longest > T || itemCount > S || (users !== 0 && users !== B)) {
    throw new RangeError(
      `Cannot lay out ${B} prompts of up to ${longest} tokens with ${itemCount} items and ${users} users: at least one, of ${T} tokens at most, ${S} items at most, and a user in all or none are wanted`,
    );
  }
  const tokens = new Int32Array(B * T);
  const isReal = new Int32Array(B * T);
  const softRowAt = new Int32Array(B * T);
  const softPlaces = new Int32Array(B + users + S).fill(B * T);
  const rows = new Int32Array(S);
  let item = 0;
  for (const [b, prompt] of prompts.entries()) {
    const first = b * T - skipped(prompt); // where the prompt's first token would stand
    const put = (softRow: number, place: number) => {
      softRowAt[first + place] = softRow + 1;
      softPlaces[softRow] = first + place;
    };
    tokens.set(prompt.ids.slice(skipped(prompt)), b * T);
    isReal.fill(1, b * T, first + prompt.ids.length);
    put(b, prompt.outPlace);
    if (prompt.userPlace !== null) put(B + b, prompt.userPlace);
    for (const { place, row } of prompt.items) {
      rows[item] = row;
      put(B + users + item++, place);
    }
  }
  return { size: B, positions: T, tokens, isReal, softRowAt, softPlaces, rows };
}
