import type { SpaceId } from "../domain/spaceId.js";
import type { Database } from "./database.js";
import { inTransaction } from "./inTransaction.js";
import { queryRows } from "./queryRows.js";

/** The vector of an item that came after a model version was trained. */
export interface ItemVector {
  readonly itemId: string;
  /** SHA-256 of the text that it was made from, hexadecimal. */
  readonly textHash: string;
  readonly vector: Float32Array;
}

/** The vectors of one model version. */
export interface ModelItemVectors {
  /** What is kept of these items; at most one for each state of an item's text. */
  read(itemIds: readonly string[]): Promise<readonly ItemVector[]>;
  /** Keeps vectors in place of those of other texts; those of items or a model version that are gone are dropped. */
  write(vectors: readonly ItemVector[]): Promise<void>;
}

const READ = `select "itemId", encode("textHash", 'hex') as "textHash", vector from "ItemVector"
  where "spaceId" = $1 and "modelVersionId" = $2 and "itemId" = any($3)`;

/** Items are locked against deletion, which deletes their vectors: whoever comes second sees what the first one did. */
const WRITE = `
  with wanted as (
    select * from unnest($3::text[], $4::bytea[], $5::bytea[]) as w("itemId", "textHash", vector)
  ), present as (
    select w.* from wanted w join "Item" i on i."spaceId" = $1 and i.id = w."itemId"
    where i."deletedAt" is null and exists (select from "ModelVersion" m where m."spaceId" = $1 and m.id = $2)
    for share of i
  ), superseded as (
    delete from "ItemVector" v using present p
    where v."spaceId" = $1 and v."modelVersionId" = $2 and v."itemId" = p."itemId" and v."textHash" <> p."textHash"
  )
  insert into "ItemVector" ("spaceId", "modelVersionId", "itemId", "textHash", vector)
  select $1, $2, "itemId", "textHash", vector from present on conflict do nothing`;

interface Row {
  readonly itemId: string;
  readonly textHash: string;
  readonly vector: Buffer;
}

/** The vectors of items that came after training: made by one process, found by all others. They go with their model version or item. */
export class ItemVectorRepository {
  constructor(private readonly database: Database) {}

  /** Those of one model version. */
  of(space: SpaceId, modelVersionId: string): ModelItemVectors {
    return {
      read: async (itemIds) => {
        if (itemIds.length === 0) return [];
        const rows = await queryRows<Row>(this.database, READ, [space, modelVersionId, itemIds]);
        return rows.map((row) => ({ ...row, vector: floatsOf(row.vector) }));
      },
      write: async (vectors) => {
        if (vectors.length === 0) return;
        const columns = [
          vectors.map(({ itemId }) => itemId),
          vectors.map(({ textHash }) => Buffer.from(textHash, "hex")),
          vectors.map(({ vector }) => bytesOf(vector)),
        ];
        await inTransaction(this.database, (client) => client.query(WRITE, [space, modelVersionId, ...columns]));
      },
    };
  }
}

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

function bytesOf(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * FLOAT_BYTES);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * FLOAT_BYTES));
  return bytes;
}

function floatsOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / FLOAT_BYTES }, (_, index) =>
    bytes.readFloatLE(index * FLOAT_BYTES),
  );
}
