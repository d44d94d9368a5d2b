/** @file Prompts of like length side by side. Axes: B prompts, S items. */
import type { PackedRoom } from "./packedRoom.js";
import { type PackedPrompts, packPrompts, type PackPromptsOptions } from "./packPrompts.js";
import type { TokenizedPrompt } from "./tokenizedPrompt.js";

/** How a batch is laid out. */
export interface PackInPartsOptions extends Omit<PackPromptsOptions, "room"> {
  /** How many, at least 1; as equal in prompts as may be. */
  readonly parts: number;
  /** Of each part; default: as small as may be. */
  readonly rooms?: readonly PackedRoom[] | undefined;
}

/** A batch in parts; what is read of it is in the order of the batch. */
export interface PartedPrompts {
  /** B */
  readonly size: number;
  readonly parts: readonly PromptsPart[];
  /** int32 `[B]`: where each prompt stands when the parts are joined. */
  readonly order: Int32Array;
  /** int32 `[S]`: where each item stands when the items of the parts are joined; room that is left over comes last. */
  readonly itemOrder: Int32Array;
  /** The item of each, `[S]`; 0 where room is left over. */
  readonly rows: Int32Array;
}

/** Some prompts of a batch. */
interface PromptsPart {
  readonly prompts: PackedPrompts;
  /** int32: the place of each in the batch. */
  readonly members: Int32Array;
}

/**
 * Lays prompts out in parts, the shortest prompts first: attention works on a grid as wide as the longest prompt, so it
 * costs less where long prompts do not make short ones wide.
 *
 * @throws {RangeError} As `packPrompts` does, or if there are to be more parts than prompts.
 */
export function packInParts(
  prompts: readonly TokenizedPrompt[],
  { parts: count, rooms, ...options }: PackInPartsOptions,
): PartedPrompts {
  const B = prompts.length;
  if (!Number.isInteger(count) || count < 1 || count > B)
    throw new RangeError(`Cannot lay ${B} prompts out in ${count} parts: 1 to ${B} are wanted`);
  const lengthOf = (place: number) => prompts[place]!.ids.length;
  const sorted = prompts.map((_, place) => place).toSorted((left, right) => lengthOf(left) - lengthOf(right));
  const parts = Array.from({ length: count }, (_, part) => {
    const members = sorted.slice(Math.round((part * B) / count), Math.round(((part + 1) * B) / count));
    const room = rooms?.[part];
    const packed = packPrompts(
      members.map((place) => prompts[place]!),
      { ...options, ...(room && { room }) },
    );
    return { members: Int32Array.from(members), prompts: packed };
  });
  const order = new Int32Array(B);
  for (const [at, place] of sorted.entries()) order[place] = at;
  const itemOrder = orderOfItems(prompts, parts);
  const joined = parts.flatMap((part) => [...part.prompts.rows]);
  return { size: B, parts, order, itemOrder, rows: itemOrder.map((at) => joined[at]!) };
}

function orderOfItems(prompts: readonly TokenizedPrompt[], parts: readonly PromptsPart[]): Int32Array {
  const firsts = new Array<number>(prompts.length).fill(0);
  const spare: number[] = [];
  let end = 0;
  for (const { members, prompts: packed } of parts) {
    let at = end;
    for (const place of members) {
      firsts[place] = at;
      at += prompts[place]!.items.length;
    }
    end += packed.rows.length;
    for (; at < end; at++) spare.push(at);
  }
  const used = prompts.flatMap(({ items }, place) => items.map((_, item) => firsts[place]! + item));
  return Int32Array.from([...used, ...spare]);
}
