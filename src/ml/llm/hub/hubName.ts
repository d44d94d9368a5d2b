import { DomainError } from "../../../domain/domainError.js";

/** What of the hub is meant. */
export interface HubName {
  /** `owner/name` */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  /** The one GGUF file that is meant; null: the repository's weights. */
  readonly file: string | null;
}

/** A part of a name: such that it can be part of a path, and leads out of no folder. */
const PART = "[A-Za-z0-9][A-Za-z0-9._-]*";
const NAME = new RegExp(`^(${PART}/${PART})(?:/(${PART}\\.gguf))?(?:@(${PART}))?$`);

/**
 * Reads `owner/name`, `owner/name/file.gguf`, each with `@revision` behind it or not.
 *
 * @throws {DomainError} `BAD_INPUT` if it is none of these.
 */
export function parseHubName(name: string): HubName {
  const [, repository, file = null, revision = "main"] = NAME.exec(name) ?? [];
  if (repository !== undefined) return { repository, revision, file };
  throw new DomainError(
    "BAD_INPUT",
    `Cannot look for language model ${JSON.stringify(name)}: "owner/name" or "owner/name/file.gguf" is wanted, with "@revision" behind it or not`,
  );
}
