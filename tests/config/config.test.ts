import { resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { readConfig } from "../../src/config/config.js";

describe("readConfig()", () => {
  test("has a default for every setting", () => {
    expect(readConfig({})).toMatchObject({
      home: resolve("data"),
      databaseUrl: undefined,
      redisUrl: undefined,
      host: "127.0.0.1",
      port: 4000,
      logLevel: "info",
      languageModel: "catalogue",
      hub: {
        endpoint: "https://huggingface.co",
        token: null,
        isOffline: false,
        cacheFolder: resolve("data", "models"),
      },
    });
  });

  test("reads of the hub what its own tools read", () => {
    const { hub } = readConfig({
      ...{ HF_ENDPOINT: "http://mirror.example:8080", HF_TOKEN: "hf_secret", HF_HUB_OFFLINE: "YES", HF_HOME: "/cache" },
    });
    expect(hub).toEqual({
      endpoint: "http://mirror.example:8080",
      token: "hf_secret",
      isOffline: true,
      cacheFolder: resolve("/cache", "sequitur"),
    });
    expect(readConfig({ SEQUITUR_HOME: "/home", HF_HUB_OFFLINE: "0" }).hub).toMatchObject({
      isOffline: false,
      cacheFolder: resolve("/home", "models"),
    });
    expect(() => readConfig({ HF_HUB_OFFLINE: "maybe" })).toThrow('HF_HUB_OFFLINE is "maybe", 1 or 0 is wanted');
    const wrong = () => readConfig({ HF_ENDPOINT: "ftp://me:secret@hub", HF_TOKEN: "hf_secret" });
    expect(wrong).toThrow(/HF_ENDPOINT is malformed, a URL that starts with https:\/\/ or http:\/\/ is wanted/);
    expect(wrong).not.toThrow(/secret/);
    expect(() => readConfig({ HF_ENDPOINT: "https://me:secret@hub.example" })).toThrow(
      "Cannot start: HF_ENDPOINT is malformed, a URL without a user is wanted, see HF_TOKEN",
    );
  });

  test("takes an empty variable for an absent one", () => {
    expect(readConfig({ PORT: "", DATABASE_URL: "" })).toMatchObject({ port: 4000, databaseUrl: undefined });
  });

  test("names every faulty variable at once, but no password", () => {
    const start = () => readConfig({ PORT: "70000", LOG_LEVEL: "loud", DATABASE_URL: "mysql://me:secret@host/x" });
    expect(start).toThrow(/PORT is "70000", a whole number from 0 to 65535 is wanted/);
    expect(start).toThrow(/LOG_LEVEL is "loud", one of trace, debug, info, warn, error, silent is wanted/);
    expect(start).toThrow(
      /DATABASE_URL is malformed, a URL that starts with postgresql:\/\/ or postgres:\/\/ is wanted/,
    );
    expect(start).not.toThrow(/secret/);
  });

  test("bounds how long answers wait for a language model, and lets them not wait at all", () => {
    expect(readConfig({}).languageBudgetMs).toBe(150);
    expect(readConfig({ LLM_BUDGET_MS: "0" }).languageBudgetMs).toBe(0);
    expect(() => readConfig({ LLM_BUDGET_MS: "10001" })).toThrow("LLM_BUDGET_MS is");
  });

  test.each(["1e3", "-1", "4000.5", "0x10", "NaN"])("refuses the port %j", (PORT) => {
    expect(() => readConfig({ PORT })).toThrow(`PORT is ${JSON.stringify(PORT)}`);
  });

  test("takes a list of origins, and refuses what is none", () => {
    expect(readConfig({ ALLOWED_ORIGINS: "https://a.example, http://b.example:8080" }).allowedOrigins).toEqual([
      "https://a.example",
      "http://b.example:8080",
    ]);
    expect(() => readConfig({ ALLOWED_ORIGINS: "https://a.example/path" })).toThrow("ALLOWED_ORIGINS is");
  });

  test("cannot be changed once read", () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});
