import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { DomainError } from "../../domain/domainError.js";
import type { PostgresAccount } from "./postgresAccount.js";
import type { PostgresBinaries } from "./postgresBinaries.js";

const execute = promisify(execFile);

/** What the linkers of Linux and macOS say of a program whose libraries they do not find. */
const LIBRARY_MISSING = /error while loading shared libraries: .*|Library not loaded: .*/;

/**
 * The major version of PostgreSQL's programs, such as `18`; asking for it shows that they run at all.
 *
 * @throws {DomainError} `BAD_CONFIG` if their libraries are not to be found: npm links them in a script of the package.
 */
export async function postgresMajor(
  { postgres }: Pick<PostgresBinaries, "postgres">,
  account: PostgresAccount,
): Promise<string> {
  try {
    const { stdout } = await execute(postgres, ["--version"], account);
    return /(\d+)\./.exec(stdout)?.[1] ?? "unknown";
  } catch (cause) {
    const [reason] = LIBRARY_MISSING.exec((cause as { stderr?: string }).stderr ?? "") ?? [];
    if (reason === undefined) throw cause;
    throw new DomainError(
      "BAD_CONFIG",
      `Cannot run the embedded database: ${reason}; npm's scripts link these libraries, so after "npm ci --ignore-scripts" run "npm rebuild"`,
      { cause },
    );
  }
}
