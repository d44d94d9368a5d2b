import type { PartedPrompts } from "./packInParts.js";

/** How large packed prompts are laid out; with one prompt count they have one shape. */
export interface PackedRoom {
  /** N */
  readonly rows: number;
  /** T */
  readonly positions: number;
  /** S */
  readonly items: number;
  /** N and T of what comes before the first soft token; 0 where nothing does. */
  readonly leadRows: number;
  readonly leadPositions: number;
}

/** The room that each part of a batch takes. */
export function partedRooms({ parts }: PartedPrompts): PackedRoom[] {
  return parts.map(({ prompts: { tokens, positions, rows, lead } }) => {
    const [leadRows, leadPositions] = lead ? [lead.tokens.length, lead.positions] : [0, 0];
    return { rows: tokens.length, positions, items: rows.length, leadRows, leadPositions };
  });
}
