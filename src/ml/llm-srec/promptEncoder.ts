import { DomainError } from "../../domain/domainError.js";
import type { LlmTokenizer } from "../llm/llmTokenizer.js";
import type { PromptOptions } from "./promptOptions.js";
import type { PromptPart } from "./promptPart.js";
import type { TokenizedPrompt } from "./tokenizedPrompt.js";

/** Pieces whose tokens are remembered; more than a large catalogue has titles. */
const MOST_KNOWN = 1_000_000;

/**
 * Prompts to tokens. Every piece is cut into tokens by itself, so that a title is cut once for all prompts, and can be
 * shortened by tokens; see docs/decisions/0084.
 */
export class PromptEncoder {
  private readonly known = new Map<string, readonly number[]>();

  /** @param limits How long titles and prompts may be. */
  constructor(
    private readonly tokenizer: Pick<LlmTokenizer, "encode">,
    private readonly limits: Pick<PromptOptions, "titleTokens" | "maxTokens">,
  ) {}

  /**
   * The tokens of a prompt. Where they would be too many, all titles are cut to one length, the longest that fits; the
   * out-token stays.
   *
   * @param parts The last is the out-token.
   * @throws {DomainError} `BAD_INPUT` if the prompt is too long even without titles.
   */
  encode(parts: readonly PromptPart[]): TokenizedPrompt {
    const pieces = parts.map((part) => this.pieceOf(part));
    const titleLengths = pieces.filter((_, at) => parts[at]?.kind === "title").map(({ length }) => length);
    const others = pieces.reduce((sum, { length }) => sum + length, 0) - sumOf(titleLengths);
    const longest = this.titleLimit(titleLengths, others);
    const ids: number[] = [];
    const items: { place: number; row: number }[] = [];
    let userPlace: number | null = null;
    for (const [at, part] of parts.entries()) {
      if (part.kind === "item") items.push({ place: ids.length, row: part.row });
      if (part.kind === "user") userPlace = ids.length;
      const piece = pieces[at]!;
      ids.push(...(part.kind === "title" ? piece.slice(0, longest) : piece));
    }
    const startLength = parts[0]?.kind === "start" ? pieces[0]!.length : 0;
    return { ids, items, userPlace, outPlace: ids.length - 1, startLength };
  }

  private pieceOf(part: PromptPart): readonly number[] {
    switch (part.kind) {
      case "start":
        return this.remembered(`start ${part.text}`, () => this.withLeadingTokens(part.text));
      case "text":
      case "title":
        return this.remembered(`plain ${part.text}`, () => this.tokenizer.encode(part.text, false));
      default:
        return [0];
    }
  }

  /** What the model wants before a text, such as a token of its own, and not what it wants after one. */
  private withLeadingTokens(text: string): number[] {
    const plain = this.tokenizer.encode(text, false);
    const whole = this.tokenizer.encode(text, true);
    for (let leading = 0; leading + plain.length <= whole.length; leading++) {
      if (plain.every((id, at) => whole[leading + at] === id)) return whole.slice(0, leading + plain.length);
    }
    return whole;
  }

  private remembered(name: string, encode: () => number[]): readonly number[] {
    const known = this.known.get(name);
    if (known) return known;
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    const ids = encode();
    this.known.set(name, ids);
    return ids;
  }

  /** How many tokens of each title fit. */
  private titleLimit(lengths: readonly number[], others: number): number {
    const { titleTokens, maxTokens } = this.limits;
    if (others > maxTokens) {
      throw new DomainError(
        "BAD_INPUT",
        `Cannot write a prompt: without any title it has ${others} tokens, at most ${maxTokens} are wanted; a smaller window helps`,
      );
    }
    let limit = Math.min(titleTokens ?? Infinity, Math.max(0, ...lengths));
    while (others + sumOf(lengths.map((length) => Math.min(length, limit))) > maxTokens) limit--;
    return limit;
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
