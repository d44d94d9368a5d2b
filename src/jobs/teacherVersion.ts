import { DomainError } from "../domain/domainError.js";
import type { SpaceId } from "../domain/spaceId.js";
import { isNetworkKind, MODEL_KINDS } from "../ml/index.js";
import type { ModelVersion, ModelVersionRepository } from "../store/modelVersionRepository.js";

const PAGE_SIZE = 50;

/** What can be an id; what cannot is not asked the database about. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The model version that another model learns from.
 *
 * @param id The one that is wanted; the newest that can be a teacher if null.
 * @throws {DomainError} `UNKNOWN_MODEL` if there is none; `BAD_INPUT` if it cannot be a teacher.
 */
export async function teacherVersion(
  versions: ModelVersionRepository,
  space: SpaceId,
  id: string | null,
): Promise<ModelVersion> {
  if (id === null) return newestTeacher(versions, space);
  const version = ID.test(id) ? await versions.find(space, id) : null;
  if (version === null)
    throw new DomainError("UNKNOWN_MODEL", `Cannot learn from model ${JSON.stringify(id)}: it is unknown`);
  const reason = whyNoTeacher(version);
  if (reason === null) return version;
  throw new DomainError("BAD_INPUT", `Cannot learn from model ${JSON.stringify(id)}: ${reason}`);
}

async function newestTeacher(versions: ModelVersionRepository, space: SpaceId): Promise<ModelVersion> {
  let after: string | undefined;
  for (;;) {
    const page = await versions.page(space, { first: PAGE_SIZE, after });
    const found = page.find((version) => whyNoTeacher(version) === null);
    if (found !== undefined) return found;
    after = page.at(-1)?.id;
    if (page.length < PAGE_SIZE || after === undefined) break;
  }
  throw new DomainError(
    "UNKNOWN_MODEL",
    `Cannot train with kind LLM_SREC: space "${space}" has no sasrec or esasrec that was trained with refit false; kind FULL trains one, too`,
  );
}

/** In words; null if it can be a teacher. */
function whyNoTeacher({ kind, card }: ModelVersion): string | null {
  const known = MODEL_KINDS.find((name) => name === kind);
  if (known === undefined || !isNetworkKind(known)) return `it is a model of kind ${kind}, sasrec or esasrec is wanted`;
  if (card.refitted === false) return null;
  return "it was trained anew on the whole log, so it has seen the items that validate and test; one with refit false is wanted";
}
