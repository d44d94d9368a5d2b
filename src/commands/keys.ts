import { Option, type Command } from "commander";

import { DomainError } from "../domain/domainError.js";
import { ROLES, type Role } from "../domain/role.js";
import { DEFAULT_SPACE, spaceId, type SpaceId } from "../domain/spaceId.js";
import { ApiKeys } from "../recommend/apiKeys.js";
import { ApiKeyRepository } from "../store/apiKeyRepository.js";
import { SpaceRepository } from "../store/spaceRepository.js";
import { withDatabase } from "./withDatabase.js";

interface KeyOptions {
  readonly space: string;
}

interface CreateOptions extends KeyOptions {
  readonly role: Lowercase<Role>;
  readonly name: string;
}

/** `sequitur keys create|list|revoke`. */
export function registerKeys(program: Command): void {
  const keys = program.command("keys").description("Make, list and revoke API keys.");
  const spaceOption = () => new Option("--space <name>", "the space that the key opens").default(DEFAULT_SPACE);
  const roles = ROLES.map((role) => role.toLowerCase());
  keys
    .command("create")
    .description("Make a key and print its secret, this once: only a hash of it is kept.")
    .addOption(spaceOption())
    .addOption(new Option("--role <role>", "what it may do").choices(roles).default("reader"))
    .option("--name <name>", "what it is for, in your words", "made on the command line")
    .action((options: CreateOptions) =>
      withKeys(options.space, async (all, space) => {
        const role = options.role.toUpperCase() as Role;
        const { secret } = await all.create(space, { role, name: options.name });
        console.log(secret);
      }),
    );
  keys
    .command("list")
    .description("List the keys of a space: id, role, made, revoked, name; one a line, tab-separated.")
    .addOption(spaceOption())
    .action((options: KeyOptions) =>
      withKeys(options.space, async (all, space) => {
        for (const { id, role, createdAt, revokedAt, name } of await all.list(space))
          console.log([id, role, createdAt.toISOString(), revokedAt?.toISOString() ?? "-", name].join("\t"));
      }),
    );
  keys
    .command("revoke <id>")
    .description("End a key: every process refuses it from its next request on.")
    .addOption(spaceOption())
    .action((id: string, options: KeyOptions) =>
      withKeys(options.space, async (all, space) => {
        await all.revoke(space, id);
        console.log(`Revoked key "${id}".`);
      }),
    );
}

function withKeys(name: string, work: (keys: ApiKeys, space: SpaceId) => Promise<void>): Promise<void> {
  const space = spaceId(name);
  return withDatabase(async ({ database }) => {
    if ((await new SpaceRepository(database).find(space)) === null)
      throw new DomainError("UNKNOWN_SPACE", `Cannot use space "${space}": there is none of this name`);
    await work(new ApiKeys(new ApiKeyRepository(database)), space);
  });
}
