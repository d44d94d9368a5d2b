import type { Clock } from "../../domain/clock.js";
import { openSource } from "../../formats/openSource.js";
import { importDataSet } from "../../recommend/importDataSet.js";
import type { Repositories } from "../openRepositories.js";
import type { DemoDataSet } from "./demoDataSet.js";
import { DEMO_SPACE } from "./demoSpace.js";

/**
 * Makes the demo's space and imports its data, the last item of each user held out, unless an earlier start did.
 *
 * @param signal Ends the import between two of its batches.
 * @returns How many events were added.
 * @throws {DomainError} `CANCELLED` once the signal says so.
 */
export async function prepareDemoSpace(
  repositories: Repositories,
  data: DemoDataSet,
  clock: Clock,
  signal?: AbortSignal,
): Promise<number> {
  await repositories.spaces.ensure(DEMO_SPACE);
  const expected = data.interactions - data.users;
  if ((await repositories.interactions.count(DEMO_SPACE)) >= expected) return 0;
  const source = await openSource(data.folder, { format: "sequitur", latestMs: clock() });
  const observer = { onProgress: () => undefined, onFault: () => undefined, onHeldOut: () => undefined };
  const options = { space: DEMO_SPACE, holdOut: "last", ...(signal && { signal }) } as const;
  const { interactions } = await importDataSet({ ...repositories, clock }, source, options, observer);
  return interactions.added;
}
