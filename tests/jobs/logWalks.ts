import type { SpaceId } from "../../src/domain/spaceId.js";
import type { TestPlatform } from "../recommend/testPlatform.js";

/** Fills a space: twenty users walk through twenty items, each always on to the next one. */
export async function logWalks(
  { catalogue, interactionLogger }: Pick<TestPlatform, "catalogue" | "interactionLogger">,
  space: SpaceId,
): Promise<void> {
  const items = Array.from({ length: 20 }, (_, number) => ({ id: `item-${number}`, title: `Item ${number}` }));
  await catalogue.upsertItems(space, items);
  const events = Array.from({ length: 120 }, (_, number) => {
    const [user, step] = [Math.floor(number / 6), number % 6];
    const [userId, itemId] = [`user-${user}`, `item-${(user + step) % 20}`];
    return { userId, itemId, type: "view", occurredAt: new Date(1000 * step) };
  });
  await interactionLogger.log(space, events);
}
