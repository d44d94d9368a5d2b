import { rm } from "node:fs/promises";
import { join } from "node:path";

import type { Command } from "commander";

import { spaceId, type SpaceId } from "../domain/spaceId.js";
import { deleteSnapshots } from "../jobs/deleteSnapshots.js";
import { Spaces } from "../recommend/spaces.js";
import { SpaceRepository } from "../store/spaceRepository.js";
import { parseEventMeanings } from "./parseEventMeanings.js";
import { withDatabase } from "./withDatabase.js";

/** `sequitur spaces create|list|set|delete`. */
export function registerSpaces(program: Command): void {
  const spaces = program.command("spaces").description("Make, list, set up and delete spaces (tenants).");
  spaces
    .command("create <name>")
    .description('Make a space. A name is 1 to 40 of a-z, 0-9 and "-".')
    .action((name: string) =>
      withSpaces(async (all) => {
        const space = await all.create(name);
        console.log(`Made space "${space.id}". Make a key for it: sequitur keys create --space ${space.id}`);
      }),
    );
  spaces
    .command("list")
    .description("List all spaces: name, when made, served model version, event meanings; one a line, tab-separated.")
    .action(() =>
      withSpaces(async (all) => {
        for (const { id, createdAt, servedModelVersionId, eventMeanings } of await all.list())
          console.log(
            [id, createdAt.toISOString(), servedModelVersionId ?? "-", JSON.stringify(eventMeanings)].join("\t"),
          );
      }),
    );
  spaces
    .command("set <name> [meanings...]")
    .description(
      "Say what event types mean, such as: sequitur spaces set shop view=ignored purchase=positive return=negative. " +
        "Types that are not named are positive, but for dislike and hide. Replaces what was set before.",
    )
    .action((name: string, meanings: string[]) =>
      withSpaces(async (all) => {
        const space = await all.setEventMeanings(spaceId(name), parseEventMeanings(meanings));
        console.log(`Space "${space.id}": ${JSON.stringify(space.eventMeanings)}`);
      }),
    );
  spaces
    .command("delete <name>")
    .description(
      "Delete a space with all its users, items, interactions, keys, models and files. There is no way back.",
    )
    .requiredOption("--yes", "confirm")
    .action((name: string) =>
      withSpaces(async (all) => {
        await all.delete(spaceId(name));
        console.log(`Deleted space "${name}".`);
      }),
    );
}

function withSpaces(work: (spaces: Spaces) => Promise<void>): Promise<void> {
  return withDatabase(({ config, database }) => {
    const deleteFiles = async (space: SpaceId): Promise<void> => {
      await deleteSnapshots(config.home, space);
      await rm(join(config.home, "artifacts", space), { recursive: true, force: true });
    };
    return work(new Spaces({ spaces: new SpaceRepository(database), deleteFiles }));
  });
}
