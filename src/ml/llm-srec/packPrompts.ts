/**
 * @file Prompts packed without padding: what the language model computes follows the tokens that there are.
 *
 * Axes: B prompts, T positions, N packed rows, S items, M soft tokens.
 */
import type { PackedRoom } from "./packedRoom.js";
import type { TokenizedPrompt } from "./tokenizedPrompt.js";

/** How a batch is laid out. */
export interface PackPromptsOptions {
  /** At least so large: batches of one shape share a graph. Default: as small as may be. */
  readonly room?: PackedRoom;
  /** Leaves the constant start out, where its keys and values are computed apart. Default: false. */
  readonly skipsStart?: boolean;
}

/** Rows of tokens, and where in the grid of prompts they stand. */
export interface PackedRows {
  /** int32 `[N]`; the last holds no token. */
  readonly tokens: Int32Array;
  /** int32 `[B, T]`, 0 at padding; at least one place is padding. */
  readonly isReal: Int32Array;
  /** int32 `[B, T]`: the row of each place; at padding the last. */
  readonly rowAt: Int32Array;
  /** int32 `[N]`: `b T + t`; of rows without a token, a place that is padding. */
  readonly places: Int32Array;
  /** T */
  readonly positions: number;
}

/** See `PromptTensors`. */
export interface PackedPrompts extends PackedRows {
  /** B */
  readonly size: number;
  /** What comes before the first soft token; null where nothing does. */
  readonly lead: PackedRows | null;
  /** int32 `[N]`; soft tokens are numbered as `promptBatch` does. */
  readonly softRowAt: Int32Array;
  /** int32 `[M]`: the row of each soft token, N where there is none. */
  readonly softPlaces: Int32Array;
  /** The item of each of the last soft tokens, `[S]`; 0 where room is left over. */
  readonly rows: Int32Array;
}

const NO_ROOM: PackedRoom = { rows: 0, positions: 0, items: 0, leadRows: 0, leadPositions: 0 };

/**
 * Lays prompts out: the words before the first soft token, which get no gradient, apart from what follows.
 *
 * @throws {RangeError} If there is no prompt, or some have a user's place and some have none.
 */
export function packPrompts(prompts: readonly TokenizedPrompt[], options: PackPromptsOptions = {}): PackedPrompts {
  const { room = NO_ROOM, skipsStart = false } = options;
  const B = prompts.length;
  const users = prompts.filter(({ userPlace }) => userPlace !== null).length;
  if (B === 0 || (users !== 0 && users !== B)) {
    throw new RangeError(`Cannot lay out ${B} prompts, ${users} of them with a user: at least one, and a user in all or none are wanted`); // prettier-ignore
  }
  const firsts = prompts.map((prompt) => (skipsStart ? prompt.startLength : 0));
  const softs = prompts.map(firstSoftPlace);
  const lead = prompts.map(({ ids }, b) => ids.slice(firsts[b], softs[b]));
  const rest = prompts.map(({ ids }, b) => ids.slice(softs[b]));
  const packed = packRows(rest, room);
  const N = packed.tokens.length;
  const S = Math.max(
    prompts.reduce((sum, { items }) => sum + items.length, 0),
    room.items,
  );
  const softRowAt = new Int32Array(N);
  const softPlaces = new Int32Array(B + users + S).fill(N);
  const rows = new Int32Array(S);
  let item = 0;
  let first = 0;
  for (const [b, prompt] of prompts.entries()) {
    const put = (softRow: number, place: number) => {
      const row = first + place - softs[b]!;
      softRowAt[row] = softRow + 1;
      softPlaces[softRow] = row;
    };
    put(b, prompt.outPlace);
    if (prompt.userPlace !== null) put(B + b, prompt.userPlace);
    for (const { place, row } of prompt.items) {
      rows[item] = row;
      put(B + users + item++, place);
    }
    first += rest[b]!.length;
  }
  const leadRoom = { rows: room.leadRows, positions: room.leadPositions };
  const hasLead = leadRoom.rows > 0 || lead.some(({ length }) => length > 0);
  return { ...packed, size: B, lead: hasLead ? packRows(lead, leadRoom) : null, softRowAt, softPlaces, rows };
}

function firstSoftPlace({ items, userPlace, outPlace }: TokenizedPrompt): number {
  return Math.min(outPlace, userPlace ?? Infinity, ...items.map(({ place }) => place));
}

/** One row and one place are always left over: what a place of padding is taken from, and where it goes. */
function packRows(prompts: readonly (readonly number[])[], room: Pick<PackedRoom, "rows" | "positions">): PackedRows {
  const count = prompts.reduce((sum, { length }) => sum + length, 0);
  const longest = Math.max(...prompts.map(({ length }) => length));
  const N = Math.max(count + 1, room.rows);
  const isFull = prompts.every(({ length }) => length === longest);
  const T = Math.max(longest + (isFull ? 1 : 0), room.positions);
  const tokens = new Int32Array(N);
  const isReal = new Int32Array(prompts.length * T);
  const rowAt = new Int32Array(prompts.length * T).fill(N - 1);
  const places = new Int32Array(N);
  let row = 0;
  for (const [b, ids] of prompts.entries()) {
    for (const [t, id] of ids.entries()) {
      tokens[row] = id;
      isReal[b * T + t] = 1;
      rowAt[b * T + t] = row;
      places[row++] = b * T + t;
    }
  }
  places.fill(isReal.indexOf(0), row);
  return { tokens, isReal, rowAt, places, positions: T };
}
