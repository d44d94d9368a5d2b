import { DomainError } from "../domain/domainError.js";
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
   * Serves a model version, in every process: here from the next answer on, elsewhere as soon as it is loaded. It is
   * loaded here first, so that a model that cannot answer is never promoted.
   *
   * @throws {DomainError} `UNKNOWN_MODEL`, `UNKNOWN_ARTIFACT`, `ARTIFACT_CORRUPT`.
   */
  async promote(space: SpaceId, id: string): Promise<ModelVersion> {
    if ((await this.find(space, id)) === null)
      throw new DomainError("UNKNOWN_MODEL", `Cannot promote model ${JSON.stringify(id)}: it is unknown`);
    await this.server.prepare(space, id);
    return this.versions.promote(space, id);
  }
}
