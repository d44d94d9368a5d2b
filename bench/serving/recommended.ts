import type { HttpGraphql } from "./httpGraphql.js";
import { recommendedPage } from "./recommendedPage.js";

/**
 * Asks for a page of recommendations of the sequence model.
 *
 * @param seen The user's items, none of which may be offered.
 * @returns The ids, best first.
 * @throws {Error} As `recommendedPage`.
 */
export async function recommended(
  client: HttpGraphql,
  userId: string,
  seen: ReadonlySet<string>,
): Promise<readonly string[]> {
  return (await recommendedPage(client, { userId, ranker: "CF_SREC", seen })).ids;
}
