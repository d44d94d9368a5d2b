import { DomainError } from "../domain/domainError.js";
import type { ErrorCode } from "../domain/errorCode.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { ModelVersion, ModelVersionRepository } from "../store/modelVersionRepository.js";

import { checkedFirst } from "./checkedFirst.js";
import { isGeneratedId } from "./isGeneratedId.js";
import type { ModelServer } from "./modelServer.js";
import type { Page } from "./page.js";
import { decodePageCursor, encodePageCursor } from "./pageCursor.js";
import type { PageInput } from "./pageInput.js";
import { pageOf } from "./pageOf.js";

export type { ModelVersion } from "../store/modelVersionRepository.js";

/** The trained models of a space. */
export class Models {
  constructor(
    private readonly versions: ModelVersionRepository,
    private readonly server: ModelServer,
  ) {}

  /** The model version, or null. */
  find(space: SpaceId, id: string): Promise<ModelVersion | null> {
    return isGeneratedId(id) ? this.versions.find(space, id) : Promise.resolve(null);
  }

  /** The model versions, newest first. @throws {DomainError} `BAD_INPUT`, `CURSOR_INVALID`. */
  async page(space: SpaceId, { first, after }: PageInput): Promise<Page<ModelVersion>> {
    const size = checkedFirst(first);
    const [afterId] = after == null ? [] : decodePageCursor("models", after, 1);
    const read = await this.versions.page(space, {
      first: size + 1,
      ...(afterId !== undefined && { after: afterId }),
    });
    return pageOf(read, size, ({ id }) => encodePageCursor("models", [id]));
  }

  /**
   * Serves a model version from the next answer on, in every process. It is loaded here first, so that a model that
   * cannot answer is never promoted; other processes load it when they learn of it, and requests wait for that, for two
   * seconds at most.
   *
   * @throws {DomainError} `UNKNOWN_MODEL`, `UNKNOWN_ARTIFACT`, `ARTIFACT_CORRUPT`.
   */
  async promote(space: SpaceId, id: string): Promise<ModelVersion> {
    if ((await this.find(space, id)) === null)
      throw new DomainError("UNKNOWN_MODEL", `Cannot promote model ${JSON.stringify(id)}: it is unknown`);
    try {
      await this.server.prepare(space, id);
    } catch (cause) {
      throw cannotPromote(id, cause);
    }
    return this.versions.promote(space, id);
  }

  /**
   * Why this process cannot serve a space's served version, so that something else stands in for it.
   *
   * @returns The error's code, null for one that nobody foresaw; undefined if nothing is wrong, as far as was tried.
   */
  servingFault(space: SpaceId, id: string): ErrorCode | null | undefined {
    const fault = this.server.faultOf(space, id);
    if (fault === null) return undefined;
    return fault.error instanceof DomainError ? fault.error.code : null;
  }

  /** In how many spaces this process has something else stand in for the served version. */
  get degradedSpaces(): number {
    return this.server.degradedSpaces;
  }
}

const FILES_STATE: Partial<Record<ErrorCode, string>> = {
  ARTIFACT_CORRUPT: "its files are incomplete, altered or of an unknown format",
  UNKNOWN_ARTIFACT: "its files are gone",
};

function cannotPromote(id: string, cause: unknown): unknown {
  const state = cause instanceof DomainError ? FILES_STATE[cause.code] : undefined;
  if (!(cause instanceof DomainError) || state === undefined) return cause;
  const remedy =
    "what was served goes on; restore the artifacts from a back-up, promote another version, or train anew";
  return new DomainError(cause.code, `Cannot promote model ${JSON.stringify(id)}: ${state}; ${remedy}`, {
    cause,
    isForClients: true,
  });
}
