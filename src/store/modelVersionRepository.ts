import { DomainError } from "../domain/domainError.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { Database } from "./database.js";
import type { ModelVersion as ModelVersionRow } from "./generated/client.js";
import { inTransaction } from "./inTransaction.js";
import { SPACE_CHANNEL } from "./notificationChannel.js";
import { queryRows } from "./queryRows.js";

/** An immutable model artifact that a space can serve. */
export interface ModelVersion {
  readonly id: string;
  readonly spaceId: SpaceId;
  /** The training run that made it, if one did. */
  readonly runId: string | null;
  readonly kind: string;
  readonly checksum: string;
  /** A summary of the artifact's manifest. */
  readonly card: Readonly<Record<string, unknown>>;
  /** Validation and test metrics. */
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  /** When it was last promoted. */
  readonly promotedAt: Date | null;
}

/** What becomes a model version. */
export type ModelVersionWrite = Pick<ModelVersion, "id" | "runId" | "kind" | "checksum" | "card" | "metrics">;

/** The model versions. */
export class ModelVersionRepository {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `UNKNOWN_SPACE`. */
  async create(space: SpaceId, { id, runId, kind, checksum, card, metrics }: ModelVersionWrite): Promise<ModelVersion> {
    const [row] = await queryRows<ModelVersion>(
      this.database,
      `insert into "ModelVersion" ("spaceId", id, "runId", kind, checksum, card, metrics) values ($1, $2, $3, $4, $5, $6, $7) returning *`,
      [space, id, runId, kind, checksum, JSON.stringify(card), JSON.stringify(metrics)],
    );
    if (!row) throw new Error("Cannot read back the model version that was just made");
    return row;
  }

  async find(space: SpaceId, id: string): Promise<ModelVersion | null> {
    const row = await this.database.prisma.modelVersion.findUnique({ where: { spaceId_id: { spaceId: space, id } } });
    return row && fromRow(row);
  }

  /** A page of the space's versions, newest first. @param page `after`: the id of the last version of the page before. */
  async page(
    space: SpaceId,
    page: { readonly first: number; readonly after?: string | undefined },
  ): Promise<readonly ModelVersion[]> {
    const rows = await this.database.prisma.modelVersion.findMany({
      where: { spaceId: space },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: page.first,
      ...(page.after === undefined ? {} : { cursor: { spaceId_id: { spaceId: space, id: page.after } }, skip: 1 }),
    });
    return rows.map(fromRow);
  }

  /** Makes the space serve a version, and tells all processes. @throws {DomainError} `UNKNOWN_MODEL`. */
  async promote(space: SpaceId, id: string): Promise<ModelVersion> {
    return inTransaction(this.database, async (client) => {
      // The space first, as in every other writer, and one promotion at a time.
      await client.query(`select from "Space" where id = $1 for no key update`, [space]);
      const { rows } = await client.query<ModelVersion>(
        `update "ModelVersion" set "promotedAt" = now() where "spaceId" = $1 and id = $2 returning *`,
        [space, id],
      );
      if (!rows[0])
        throw new DomainError("UNKNOWN_MODEL", `Cannot promote model "${id}": space "${space}" has no such version`);
      await client.query(`update "Space" set "servedModelVersionId" = $2 where id = $1`, [space, id]);
      await client.query(`select pg_notify('${SPACE_CHANNEL}', $1)`, [space]);
      return rows[0];
    });
  }
}

function fromRow(row: ModelVersionRow): ModelVersion {
  return row as unknown as ModelVersion; // the JSON columns hold what this class wrote into them
}
