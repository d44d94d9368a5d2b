import { appendFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";

import { publishMarkov } from "../recommend/markovVersion.js";
import { openTestApi, type TestApi } from "./testApi.js";

jest.setTimeout(60_000); // processes and databases take their time to start on a busy machine

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
  const items = ["a", "b", "c"].map((id) => ({ id, title: id }));
  await api.platform.catalogue.upsertItems(api.platform.space, items);
  await publishMarkov(api.platform, "broken", [["a", "b", "c"]]);
  await appendFile(join(api.platform.home, "artifacts", api.platform.space, "broken", "popularity.f32"), "x");
});
afterAll(async () => {
  await api.close();
});

const RECOMMEND = '{ recommendations(user: { history: ["a"] }) { ranker modelVersionId } }';
const MODELS = "{ models { edges { node { id isServed servingFault } } } me { servedModel { servingFault } } }";

test("A model that cannot be loaded is not promoted, and the answer names it and says what to do, but no path", async () => {
  const { body, text } = await api.ask('mutation { promoteModel(id: "broken") { id } }');
  expect(body.errors).toMatchObject([{ path: ["promoteModel"], extensions: { code: "ARTIFACT_CORRUPT" } }]);
  expect(body.errors![0]!.message).toMatch(/^Cannot promote model "broken": its files .*; .*restore.*promote another/);
  expect(text).not.toContain(api.platform.home);
});

test("A served model that cannot be loaded leaves the server ready, and operators are told everywhere they look", async () => {
  await api.platform.repositories.versions.promote(api.platform.space, "broken"); // as if it broke afterwards
  const spaces = { spaces: 2, spacesWithModel: 1 };
  const ready = () => api.send("/ready");
  expect((await ready()).body).toMatchObject({ ...spaces, spacesDegraded: 0 }); // nobody has asked for it yet
  expect((await api.ask(RECOMMEND)).body.data).toEqual({
    recommendations: { ranker: "POPULAR", modelVersionId: null },
  });
  expect(await ready()).toMatchObject({ status: 200, body: { status: "ready", ...spaces, spacesDegraded: 1 } });
  expect((await api.send("/metrics")).text).toMatch(/^sequitur_spaces_degraded 1$/m);
  expect((await api.ask(MODELS)).body.data).toEqual({
    models: { edges: [{ node: { id: "broken", isServed: true, servingFault: "ARTIFACT_CORRUPT" } }] },
    me: { servedModel: { servingFault: "ARTIFACT_CORRUPT" } },
  });
});
