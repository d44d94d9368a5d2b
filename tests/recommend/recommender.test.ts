import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import type { SpaceId } from "../../src/domain/spaceId.js";
import type { RecommendationPage } from "../../src/recommend/recommendationPage.js";
import type { RecommendInput } from "../../src/recommend/recommendInput.js";
import type { UserInput } from "../../src/recommend/userInput.js";
import { publishMarkov } from "./markovVersion.js";
import { openTestPlatform, type TestPlatform } from "./testPlatform.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

const ITEMS = 60;
const MINUTE_MS = 60_000;

let nowMs = Date.UTC(2026, 5, 1);
let platform: TestPlatform;

beforeAll(async () => {
  platform = await openTestPlatform({ clock: () => nowMs });
  const { catalogue, space } = platform;
  const titled = Array.from({ length: ITEMS }, (_, number) => ({
    id: item(number),
    title: `Item ${number}`,
    categories: [number % 2 === 0 ? "even" : "odd", ...(number % 10 === 0 ? ["round"] : [])],
    createdAt: new Date(nowMs - number * MINUTE_MS),
  }));
  await catalogue.upsertItems(space, titled);
  // After each of the first forty items comes the next one, most often.
  const sequences = Array.from({ length: 40 }, (_, number) =>
    [number, number + 1, number + 2].map((n) => item(n % 40)),
  );
  await publishMarkov(platform, "chain", sequences);
  await platform.models.promote(space, "chain");
});

afterAll(() => platform.close());

function item(number: number): string {
  return `item-${String(number).padStart(3, "0")}`;
}

let events = 0;

/** Logs events of a user at times that follow each other; the user is made by it. */
async function log(userId: string, items: readonly string[], type = "view"): Promise<void> {
  const sent = items.map((itemId) => ({ userId, itemId, type, occurredAt: new Date(nowMs - MINUTE_MS + ++events) }));
  const results = await platform.interactionLogger.log(platform.space, sent);
  expect(results.map(({ status }) => status)).toEqual(items.map(() => "LOGGED"));
}

function recommend(user: UserInput, input: RecommendInput): Promise<RecommendationPage> {
  return platform.recommender.recommend(platform.space, user, input);
}

/** All pages that follow from a first one. */
async function allPages(user: UserInput, input: RecommendInput): Promise<readonly RecommendationPage[]> {
  const pages = [await recommend(user, input)];
  for (let last = pages[0]!; last.hasNextPage; pages.push(last))
    last = await recommend(user, { ...input, after: last.edges.at(-1)!.cursor });
  return pages;
}

const idsOf = (page: RecommendationPage): string[] => page.edges.map(({ itemId }) => itemId);

describe("Recommender.recommend()", () => {
  test("ranks from the order of a user's own history", async () => {
    await log("forward", [item(7), item(8)]);
    const page = await recommend({ userId: "forward" }, { first: 1 });
    expect(page).toMatchObject({ modelVersionId: "chain", ranker: "MARKOV", historyVersion: 1n, hasNextPage: true });
    expect(idsOf(page)).toEqual([item(9)]);
    expect(page.edges[0]!.item).toMatchObject({ id: item(9), title: "Item 9" });
  });

  test("counts an acknowledged interaction in the very next answer, a backdated one too", async () => {
    await log("fresh", [item(3)]);
    expect(idsOf(await recommend({ userId: "fresh" }, { first: 1 }))).toEqual([item(4)]);
    await log("fresh", [item(20)]);
    expect(idsOf(await recommend({ userId: "fresh" }, { first: 1 }))).toEqual([item(21)]);
    const backdated = { userId: "fresh", itemId: item(21), type: "view", occurredAt: new Date(0) };
    await platform.interactionLogger.log(platform.space, [backdated]);
    expect(idsOf(await recommend({ userId: "fresh" }, { first: ITEMS }))).not.toContain(item(21));
  });

  test("gives a sent history what a user with the same log gets", async () => {
    await log("known", [item(11), item(12)]);
    const known = await recommend({ userId: "known" }, { first: 20 });
    const sent = await recommend({ history: [item(11), item(12)] }, { first: 20 });
    expect(idsOf(sent)).toEqual(idsOf(known));
    expect(sent.historyVersion).toBeNull();
  });

  test("gives popular items to a user without events, and to a history that holds nothing known", async () => {
    await platform.users.upsert(platform.space, [{ id: "newcomer" }]);
    const page = await recommend({ userId: "newcomer" }, { first: 5 });
    expect(page.ranker).toBe("POPULAR");
    expect(page.edges).toHaveLength(5);
    expect(idsOf(await recommend({ history: ["nowhere"] }, { first: 5 }))).toEqual(idsOf(page));
    expect(idsOf(await recommend({ history: [] }, { first: 5 }))).toEqual(idsOf(page));
  });

  test("refuses a user that the space does not know, and says what to do", async () => {
    await expect(recommend({ userId: "nobody" }, { first: 5 })).rejects.toMatchObject({
      code: "UNKNOWN_USER",
      message: expect.stringContaining("send a history instead") as unknown,
    });
  });

  test("never shows seen items, unless they are asked for", async () => {
    await log("reader", [item(0), item(1), item(2)]);
    const unseen = (await allPages({ userId: "reader" }, { first: 25 })).flatMap(idsOf);
    expect(unseen).toHaveLength(ITEMS - 3);
    expect(unseen).not.toContain(item(1));
    const all = (await allPages({ userId: "reader" }, { first: 25, filter: { includeSeen: true } })).flatMap(idsOf);
    expect(new Set(all)).toEqual(new Set(Array.from({ length: ITEMS }, (_, number) => item(number))));
  });

  test("never shows an item with a negative event, whatever is asked for", async () => {
    await log("critic", [item(5)]);
    await log("critic", [item(6), item(5)], "dislike");
    const shown = (await allPages({ userId: "critic" }, { first: 50, filter: { includeSeen: true } })).flatMap(idsOf);
    expect(shown).toHaveLength(ITEMS - 2);
    expect(shown).not.toContain(item(5));
    expect(shown).not.toContain(item(6));
  });

  test("reads events as the space says now what they mean", async () => {
    const { spaces, space } = platform;
    await log("browser", [item(30)], "glance");
    expect((await recommend({ userId: "browser" }, { first: 1 })).ranker).toBe("MARKOV");
    await spaces.setEventMeanings(space, { glance: "IGNORED" });
    expect((await recommend({ userId: "browser" }, { first: 1 })).ranker).toBe("POPULAR");
    await spaces.setEventMeanings(space, { glance: "NEGATIVE" });
    expect(idsOf(await recommend({ userId: "browser" }, { first: 100 }))).not.toContain(item(30));
    await spaces.setEventMeanings(space, {});
  });

  test("fills a page whenever enough items match its filter", async () => {
    await log(
      "collector",
      Array.from({ length: 25 }, (_, number) => item(2 * number)),
    );
    const filter = { categories: ["even"], excludeItemIds: [item(58)] };
    const even = await recommend({ userId: "collector" }, { first: 4, filter });
    expect(idsOf(even).sort()).toEqual([item(50), item(52), item(54), item(56)]);
    expect(even.hasNextPage).toBe(false);
    const odd = await recommend({ userId: "collector" }, { first: 30, filter: { excludeCategories: ["even"] } });
    expect(odd.edges).toHaveLength(30);
    const round = await recommend({ history: [] }, { first: 100, filter: { categories: ["round", "nowhere"] } });
    expect(idsOf(round).sort()).toEqual([0, 10, 20, 30, 40, 50].map(item));
  });

  test("counts hidden, unavailable, deleted, revived and new items in the very next answer", async () => {
    const { catalogue, space } = platform;
    const shown = async () => new Set((await allPages({ history: [item(1)] }, { first: 100 })).flatMap(idsOf));
    const change = (id: string, hidden: boolean, available: boolean) =>
      catalogue.upsertItems(space, [{ id, title: "changed", hidden, available }]);
    await change(item(41), true, true);
    await change(item(2), false, false);
    await catalogue.deleteItems(space, [item(43)]);
    await catalogue.upsertItems(space, [{ id: "brand-new", title: "New" }]);
    const then = await shown();
    for (const id of [item(41), item(2), item(43)]) expect(then).not.toContain(id);
    expect(then).toContain("brand-new");
    await change(item(41), false, true);
    await change(item(2), false, true);
    await catalogue.upsertItems(space, [{ id: item(43), title: "back" }]);
    await catalogue.deleteItems(space, ["brand-new"]);
    const now = await shown();
    for (const id of [item(41), item(2), item(43)]) expect(now).toContain(id);
    expect(now).not.toContain("brand-new");
  });

  test("refuses page sizes, lists and ids that are out of range", async () => {
    const bad: readonly [UserInput, RecommendInput][] = [
      [{ history: [] }, { first: 0 }],
      [{ history: [] }, { first: -1 }],
      [{ history: [] }, { first: 1_000_000 }],
      [{ history: [] }, { first: 1.5 }],
      [{ history: Array.from({ length: 10_001 }, () => item(1)) }, { first: 1 }],
      [{ history: ["nul\0"] }, { first: 1 }],
      [{ history: [""] }, { first: 1 }],
      [{ userId: "\ud800" }, { first: 1 }],
      [{ history: [] }, { first: 1, filter: { categories: [] } }],
      [{ history: [] }, { first: 1, filter: { excludeItemIds: Array.from({ length: 1001 }, () => "x") } }],
      [{} as UserInput, { first: 1 }],
      [{ userId: "u", history: [] }, { first: 1 }],
    ];
    for (const [user, input] of bad) await expect(recommend(user, input)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(
      platform.recommender.recommend("elsewhere" as SpaceId, { history: [] }, { first: 1 }),
    ).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });

  test("answers a history of 10,000 events, sent or logged", async () => {
    const long = Array.from({ length: 10_000 }, (_, number) => item(number % 30));
    expect((await recommend({ history: long }, { first: 10 })).edges).toHaveLength(10);
    for (let begin = 0; begin < 10_000; begin += 1000) await log("machine", long.slice(begin, begin + 1000));
    expect(idsOf(await recommend({ userId: "machine" }, { first: 1 }))).toEqual([item(30)]);
  });
});

describe("the pages of one answer", () => {
  test("never repeat an item, whatever is logged, hidden and added in between", async () => {
    await log("pager", [item(10)]);
    const { catalogue, space } = platform;
    let page = await recommend({ userId: "pager" }, { first: 7 });
    const { requestId } = page;
    const shown = idsOf(page);
    for (let number = 0; page.hasNextPage; number++) {
      const [clicked, later] = [shown.at(-2)!, item(59 - number)];
      await log("pager", [clicked, ...(shown.includes(later) ? [] : [later])]);
      await catalogue.upsertItems(space, [{ id: `late-${number}`, title: "Late" }]);
      page = await recommend({ userId: "pager" }, { first: 7, after: page.edges.at(-1)!.cursor });
      expect(page.requestId).toBe(requestId);
      expect(page.historyVersion).toBe(1n);
      shown.push(...idsOf(page));
      expect(idsOf(page)).not.toContain(later);
    }
    expect(new Set(shown).size).toBe(shown.length);
    await catalogue.deleteItems(
      space,
      Array.from({ length: 20 }, (_, number) => `late-${number}`),
    );
  });

  test("go on with their model after another was promoted", async () => {
    const { models, space } = platform;
    const user = { history: [item(15)] };
    const before = (await allPages(user, { first: 10 })).flatMap(idsOf);
    const first = await recommend(user, { first: 10 });
    const backwards = Array.from({ length: 39 }, (_, number) =>
      [number + 2, number + 1, number].map((n) => item(n % 40)),
    );
    await models.promote(space, await publishMarkov(platform, "backwards", backwards));
    expect((await recommend(user, { first: 10 })).modelVersionId).toBe("backwards");
    const second = await recommend(user, { first: 10, after: first.edges.at(-1)!.cursor });
    expect(second.modelVersionId).toBe("chain");
    expect([...idsOf(first), ...idsOf(second)]).toEqual(before.slice(0, 20));
    await models.promote(space, "chain");
  });

  test("start anew once their model, their user or their time is gone", async () => {
    const { models, artifacts, users, space } = platform;
    await log("leaver", [item(1)]);
    const user = { userId: "leaver" };
    await models.promote(space, await publishMarkov(platform, "shortlived", [[0, 1, 2].map(item)]));
    const ofModel = (await recommend({ history: [item(1)] }, { first: 1 })).edges[0]!.cursor;
    await models.promote(space, "chain");
    await recommend({ history: [item(1)] }, { first: 1 });
    await artifacts.remove(space, "shortlived");
    // Where it was loaded before, it still answers.
    expect(await recommend({ history: [item(1)] }, { first: 1, after: ofModel })).toMatchObject({ modelVersionId: "shortlived" }); // prettier-ignore
    const other = await openTestPlatform({ beside: platform, clock: () => nowMs });
    const goneOn = other.recommender.recommend(space, { history: [item(1)] }, { first: 1, after: ofModel });
    await expect(goneOn).rejects.toMatchObject({ code: "CURSOR_EXPIRED" });
    await other.close();

    const ofUser = (await recommend(user, { first: 1 })).edges[0]!.cursor;
    expect(await users.delete(space, "leaver")).toBe(true);
    await expect(recommend(user, { first: 1, after: ofUser })).rejects.toMatchObject({ code: "CURSOR_EXPIRED" });
    await users.upsert(space, [{ id: "leaver" }]);
    await expect(recommend(user, { first: 1, after: ofUser })).rejects.toMatchObject({ code: "CURSOR_EXPIRED" });
    await log("leaver", [item(2)]);
    await expect(recommend(user, { first: 1, after: ofUser })).rejects.toMatchObject({ code: "CURSOR_EXPIRED" });

    const old = (await recommend(user, { first: 1 })).edges[0]!.cursor;
    nowMs += 29 * MINUTE_MS;
    await recommend(user, { first: 1, after: old });
    nowMs += 2 * MINUTE_MS;
    await expect(recommend(user, { first: 1, after: old })).rejects.toMatchObject({ code: "CURSOR_EXPIRED" });
  });

  test("are refused to any other space, user, history or filter, and with any altered cursor", async () => {
    const { spaces, recommender, catalogue } = platform;
    await log("owner", [item(1)]);
    await log("other", [item(1)]);
    const cursor = (await recommend({ userId: "owner" }, { first: 1 })).edges[0]!.cursor;
    const other = await spaces.create("other-shop");
    await catalogue.upsertItems(other.id, [{ id: item(1), title: "One" }]);
    const attempts = [
      recommend({ userId: "other" }, { first: 1, after: cursor }),
      recommend({ history: [item(1)] }, { first: 1, after: cursor }),
      recommend({ userId: "owner" }, { first: 1, after: cursor, filter: { includeSeen: true } }),
      recommender.recommend(other.id, { userId: "owner" }, { first: 1, after: cursor }),
      ...["", "x", `${cursor}A`, cursor.slice(1), cursor.slice(0, -1), `${cursor}=`, `.${cursor}`].map((after) =>
        recommend({ userId: "owner" }, { first: 1, after }),
      ),
      ...Array.from({ length: cursor.length }, (_, at) => {
        const altered = `${cursor.slice(0, at)}${cursor[at] === "A" ? "B" : "A"}${cursor.slice(at + 1)}`;
        return recommend({ userId: "owner" }, { first: 1, after: altered });
      }),
    ];
    for (const attempt of await Promise.allSettled(attempts))
      expect(attempt).toMatchObject({ status: "rejected", reason: { code: "CURSOR_INVALID" } });
    const sameFilter = { excludeItemIds: [item(3), item(2)], categories: null, includeSeen: false };
    const filtered = (await recommend({ userId: "owner" }, { first: 1, filter: sameFilter })).edges[0]!.cursor;
    const respelt = { excludeItemIds: [item(2), item(3), item(2)] };
    await recommend({ userId: "owner" }, { first: 1, after: filtered, filter: respelt });
  });
});

describe("Recommender.rankItems()", () => {
  test("orders the candidates, each once, and lists those it does not know", async () => {
    const { recommender, catalogue, space } = platform;
    await catalogue.upsertItems(space, [{ id: item(50), title: "Hidden", hidden: true }]);
    const wanted = [item(50), "nope", item(22), item(21), "nope", "neither", item(22)];
    const ranking = await recommender.rankItems(space, { history: [item(20)] }, wanted);
    expect(ranking.ranked.map(({ item: { id } }) => id)).toEqual([item(21), item(22), item(50)]);
    expect(ranking.ranked[0]!.score).toBeGreaterThan(ranking.ranked[1]!.score);
    expect(ranking.unknownItemIds).toEqual(["nope", "neither"]);
    expect(ranking).toMatchObject({ modelVersionId: "chain", ranker: "MARKOV" });
    await catalogue.upsertItems(space, [{ id: item(50), title: "Shown", hidden: false }]);
  });

  test("ranks seen items, and the candidates of a known user by the present history", async () => {
    await log("judge", [item(8), item(9)]);
    const candidates = [item(3), item(9), item(10)];
    const ranking = await platform.recommender.rankItems(platform.space, { userId: "judge" }, candidates);
    expect(ranking.ranked).toHaveLength(3);
    expect(ranking.ranked[0]!.item.id).toBe(item(10));
  });

  test("refuses empty and huge lists, and an unknown user", async () => {
    const { recommender, space } = platform;
    const rank = (user: UserInput, ids: readonly string[]) => recommender.rankItems(space, user, ids);
    await expect(rank({ history: [] }, [])).rejects.toMatchObject({ code: "BAD_INPUT" });
    const many = Array.from({ length: 1001 }, (_, number) => item(number));
    await expect(rank({ history: [] }, many)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(rank({ userId: "nobody" }, [item(1)])).rejects.toMatchObject({ code: "UNKNOWN_USER" });
    const onlyUnknown = await rank({ history: [] }, many.slice(100, 1000));
    expect(onlyUnknown.ranked).toEqual([]);
    expect(onlyUnknown.unknownItemIds).toHaveLength(900);
  });
});
