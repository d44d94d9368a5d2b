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
    });
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
