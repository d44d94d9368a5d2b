import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import type { SpaceId } from "../../src/domain/spaceId.js";
import type { EventInput } from "../../src/recommend/eventInput.js";
import type { ItemInput } from "../../src/recommend/itemInput.js";
import { openTestPlatform, type TestPlatform } from "./testPlatform.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

const NOW_MS = Date.UTC(2026, 5, 1);
const NOWHERE = "nowhere" as SpaceId;

let platform: TestPlatform;

beforeAll(async () => {
  platform = await openTestPlatform({ clock: () => NOW_MS });
  await platform.catalogue.upsertItems(
    platform.space,
    ["a", "b", "c"].map((id) => ({ id, title: id.toUpperCase() })),
  );
});

afterAll(() => platform.close());

describe("InteractionLogger.log()", () => {
  const event: EventInput = { userId: "u", itemId: "a", type: "view" };

  test("judges every event on its own, and keeps their order", async () => {
    const { interactionLogger, interactions, space } = platform;
    const bad: readonly [Partial<EventInput>, string][] = [
      [{ itemId: "unknown" }, "UNKNOWN_ITEM"],
      [{ userId: "" }, "BAD_INPUT"],
      [{ userId: "nul\0" }, "BAD_INPUT"],
      [{ itemId: "\udc00" }, "BAD_INPUT"],
      [{ itemId: "x".repeat(256) }, "BAD_INPUT"],
      [{ type: "" }, "BAD_INPUT"],
      [{ type: "x".repeat(65) }, "BAD_INPUT"],
      [{ type: "line\nbreak" }, "BAD_INPUT"],
      [{ value: NaN }, "BAD_INPUT"],
      [{ value: 1e999 }, "BAD_INPUT"],
      [{ value: -1_000_001 }, "BAD_INPUT"],
      [{ occurredAt: new Date(-1) }, "BAD_INPUT"],
      [{ occurredAt: new Date(NaN) }, "BAD_INPUT"],
      [{ occurredAt: new Date(NOW_MS + 5 * 60_000 + 1) }, "BAD_INPUT"],
      [{ occurredAt: new Date(Date.UTC(9999, 0)) }, "BAD_INPUT"],
      [{ eventId: "" }, "BAD_INPUT"],
      [{ requestId: "x".repeat(65) }, "BAD_INPUT"],
    ];
    const sent = bad.flatMap(([part], number) => [
      { ...event, eventId: `good-${number}`, occurredAt: new Date(NOW_MS - number) },
      { ...event, eventId: `bad-${number}`, ...part },
    ]);
    const results = await interactionLogger.log(space, sent);
    bad.forEach(([part, code], number) => {
      expect(results[2 * number]).toEqual({ eventId: `good-${number}`, status: "LOGGED", code: null, message: null });
      const rejected = { eventId: part.eventId ?? `bad-${number}`, status: "REJECTED", code };
      expect(results[2 * number + 1]).toMatchObject(rejected);
      expect(results[2 * number + 1]?.message).toMatch(/^Cannot .*[^.]$/s);
    });
    expect((await interactions.page(space, { first: 100, userId: "u" })).edges).toHaveLength(bad.length);
  });

  test("says which events it had already, within a batch too", async () => {
    const { interactionLogger, space } = platform;
    const sent = [1, 2, 1].map((number) => ({ ...event, eventId: `again-${number}` }));
    const statuses = async () => (await interactionLogger.log(space, sent)).map(({ status }) => status);
    expect(await statuses()).toEqual(["LOGGED", "LOGGED", "DUPLICATE"]);
    expect(await statuses()).toEqual(["DUPLICATE", "DUPLICATE", "DUPLICATE"]);
  });

  test("says of a duplicate when another event was logged under its id", async () => {
    const { interactionLogger, space } = platform;
    await interactionLogger.log(space, [{ ...event, eventId: "reused" }]);
    const [same, other] = await interactionLogger.log(space, [
      { ...event, eventId: "reused" },
      { ...event, eventId: "reused", itemId: "b" },
    ]);
    expect(same).toEqual({ eventId: "reused", status: "DUPLICATE", code: null, message: null });
    expect(other).toMatchObject({ status: "DUPLICATE", code: null });
    expect(other?.message).toMatch(/^Cannot log event "reused" again: it was logged before with another .*[^.]$/);
  });

  test("makes ids and times for events that come without, and keeps value and request", async () => {
    const { interactionLogger, interactions, space } = platform;
    const sent = { userId: "v", itemId: "b", type: "rating", value: -0.5, requestId: "request-1" };
    const [result] = await interactionLogger.log(space, [sent]);
    const page = await interactions.page(space, { first: 1, userId: "v" });
    expect(page.edges[0]!.node).toMatchObject({ ...sent, eventId: result!.eventId, occurredAt: new Date(NOW_MS) });
  });

  test("accepts what is just in range", async () => {
    const { interactionLogger, space } = platform;
    const sent = [
      { ...event, type: "x".repeat(64), value: 1e6 },
      { ...event, occurredAt: new Date(0), value: -1e6 },
      { ...event, occurredAt: new Date(NOW_MS + 5 * 60_000) },
      { ...event, userId: "x".repeat(255), eventId: "𝔘".repeat(127) },
    ];
    for (const { status } of await interactionLogger.log(space, sent)) expect(status).toBe("LOGGED");
  });

  test("refuses empty and huge lists, and a space that is gone", async () => {
    const { interactionLogger, space } = platform;
    await expect(interactionLogger.log(space, [])).rejects.toMatchObject({ code: "BAD_INPUT" });
    const many = Array.from({ length: 1001 }, () => event);
    await expect(interactionLogger.log(space, many)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(interactionLogger.log(NOWHERE, [event])).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });
});

describe("Interactions.page()", () => {
  test("pages through a user's log, newest first, in order of arrival where times are equal", async () => {
    const { interactionLogger, interactions, space } = platform;
    const sent = Array.from({ length: 9 }, (_, number) => ({
      ...{ userId: "paged", itemId: "c", type: "view", eventId: `paged-${number}` },
      occurredAt: new Date(NOW_MS - 1000 * Math.floor((8 - number) / 3)),
    }));
    await interactionLogger.log(space, sent);
    const seen: string[] = [];
    let after: string | null = null;
    for (let hasNextPage = true; hasNextPage; ) {
      const page = await interactions.page(space, { first: 4, after, userId: "paged" });
      seen.push(...page.edges.map(({ node }) => node.eventId));
      after = page.edges.at(-1)!.cursor;
      ({ hasNextPage } = page);
    }
    expect(seen).toEqual(sent.map(({ eventId }) => eventId).reverse());
  });

  test("refuses cursors of other lists and of nobody", async () => {
    const { interactions, catalogue, models, training, space } = platform;
    const ofItems = (await catalogue.page(space, { first: 1 })).edges[0]!.cursor;
    const forged = Buffer.from('["interactions","1e99","x"]').toString("base64url");
    for (const after of ["", "x", ofItems, forged])
      await expect(interactions.page(space, { first: 1, after })).rejects.toMatchObject({ code: "CURSOR_INVALID" });
    for (const list of [models, training])
      await expect(list.page(space, { first: 1, after: ofItems })).rejects.toMatchObject({ code: "CURSOR_INVALID" });
    for (const list of [interactions, catalogue, models, training])
      for (const first of [0, -1, 101, 1e6, NaN])
        await expect(list.page(space, { first })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("Catalogue", () => {
  test("writes all that an item has, and keeps what a later write leaves out", async () => {
    const { catalogue, space } = platform;
    const whole = {
      id: "whole",
      title: "Title",
      text: "Line one\nline two",
      categories: ["x", "y", "x"],
      attributes: { price: 9.5, tags: ["new"], adult: false, maker: "Acme" },
      createdAt: new Date(Date.UTC(1922, 0)),
      available: false,
      hidden: true,
    };
    expect(await catalogue.upsertItems(space, [whole])).toEqual({ created: 1, updated: 0 });
    const stored = { ...whole, categories: ["x", "y"] };
    expect(await catalogue.item(space, "whole")).toEqual(stored);
    const nothing = { text: null, categories: null, attributes: null, createdAt: null, available: null, hidden: null };
    const update = await catalogue.upsertItems(space, [{ ...nothing, id: "whole", title: "Other" }]);
    expect(update).toEqual({ created: 0, updated: 1 });
    expect(await catalogue.item(space, "whole")).toEqual({ ...stored, title: "Other" });
    expect(await catalogue.deleteItems(space, ["whole", "never", "whole"])).toEqual(["whole"]);
    expect(await catalogue.item(space, "whole")).toBeNull();
  });

  test("refuses a batch with any malformed item, and writes none of it", async () => {
    const { catalogue, space } = platform;
    const bad: readonly Partial<ItemInput>[] = [
      { id: "" },
      { id: "a\u0007b" },
      { title: "" },
      { title: "x".repeat(1001) },
      { title: "nul\0" },
      { title: "\ud800" },
      { text: "x".repeat(100_001) },
      { categories: [""] },
      { categories: Array.from({ length: 101 }, (_, number) => `${number}`) },
      { createdAt: new Date(Date.UTC(9999, 0)) },
      { createdAt: new Date(NaN) },
      { createdAt: new Date(-1e15) },
      { attributes: JSON.parse('{"__proto__":1}') as Record<string, unknown> },
      { attributes: { constructor: "x" } },
      { attributes: { deep: { deeper: 1 } } },
      { attributes: { infinite: Infinity } },
      { attributes: { nothing: null } },
      { attributes: { mixed: ["a", 1] } },
      { attributes: { long: "x".repeat(2001) } },
      { attributes: { nul: "\0" } },
      { attributes: Object.fromEntries(Array.from({ length: 65 }, (_, number) => [`name-${number}`, 1])) },
    ];
    for (const part of bad) {
      const items = [
        { id: "innocent", title: "Innocent" },
        { id: "guilty", title: "Guilty", ...part },
      ];
      await expect(catalogue.upsertItems(space, items)).rejects.toMatchObject({ code: "BAD_INPUT" });
    }
    expect(await catalogue.item(space, "innocent")).toBeNull();
    await expect(catalogue.upsertItems(space, [])).rejects.toMatchObject({ code: "BAD_INPUT" });
    const many = Array.from({ length: 1001 }, (_, number) => ({ id: `${number}`, title: "x" }));
    await expect(catalogue.upsertItems(space, many)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(catalogue.upsertItems(NOWHERE, many.slice(1))).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });

  test("pages by id", async () => {
    const { catalogue, space } = platform;
    const first = await catalogue.page(space, { first: 2 });
    expect(first).toMatchObject({ hasNextPage: true, edges: [{ node: { id: "a" } }, { node: { id: "b" } }] });
    const second = await catalogue.page(space, { first: 2, after: first.edges[1]!.cursor });
    expect(second).toMatchObject({ hasNextPage: false, edges: [{ node: { id: "c" } }] });
  });
});

describe("Users", () => {
  test("are written with their attributes, which a later write may leave out", async () => {
    const { users, space } = platform;
    expect(await users.upsert(space, [{ id: "w", attributes: { age: 40 } }])).toEqual({ created: 1, updated: 0 });
    expect(await users.upsert(space, [{ id: "w" }, { id: "x" }])).toEqual({ created: 1, updated: 1 });
    expect(await users.find(space, "w")).toMatchObject({ id: "w", attributes: { age: 40 }, historyVersion: 0n });
    expect(await users.find(space, "nobody")).toBeNull();
    await expect(users.upsert(space, [{ id: "y", attributes: { x: NaN } }])).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
    await expect(users.find(space, "\0")).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  test("take every snapshot of their space with them, also one that an earlier deletion missed", async () => {
    const { users, home, space } = platform;
    const other = join(home, "snapshots", "other-space", "run");
    const own = join(home, "snapshots", space, "run");
    for (const folder of [other, own]) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "interactions.csv"), "w,a,1\n");
    }
    expect(await users.delete(space, "never was")).toBe(false);
    expect(existsSync(own)).toBe(false);
    expect(existsSync(other)).toBe(true);
  });
});

describe("Spaces and ApiKeys", () => {
  test("refuse names and meanings that are malformed", async () => {
    const { spaces, apiKeys, space } = platform;
    await expect(spaces.create("Not A Name")).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(spaces.create("shop")).rejects.toMatchObject({ code: "SPACE_EXISTS" });
    for (const meanings of [{ view: "LOVED" }, { "": "POSITIVE" }, { ["x".repeat(65)]: "POSITIVE" }])
      await expect(spaces.setEventMeanings(space, meanings as never)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(apiKeys.create(space, { role: "ADMIN", name: "" })).rejects.toMatchObject({ code: "BAD_INPUT" });
    for (const id of ["unknown", "'; drop table", "\0"])
      await expect(apiKeys.revoke(space, id)).rejects.toMatchObject({ code: "UNKNOWN_KEY" });
  });

  test("end with what is loaded and written of a deleted space", async () => {
    const { spaces, catalogue, recommender, home } = platform;
    const { id } = await spaces.create("closing");
    await catalogue.upsertItems(id, [{ id: "a", title: "A" }]);
    expect((await recommender.recommend(id, { history: [] }, { first: 1 })).edges).toHaveLength(1);
    await mkdir(join(home, "snapshots", id), { recursive: true });
    await spaces.delete(id);
    expect(existsSync(join(home, "snapshots", id))).toBe(false);
    await expect(recommender.recommend(id, { history: [] }, { first: 1 })).rejects.toMatchObject({
      code: "UNKNOWN_SPACE",
    });
    await expect(spaces.delete(id)).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
    await spaces.create("closing");
    expect((await recommender.recommend(id, { history: [] }, { first: 1 })).edges).toEqual([]);
  });
});
