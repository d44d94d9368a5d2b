import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { postgresBinaries } from "../../src/store/embedded/postgresBinaries.js";
import { postgresMajor } from "../../src/store/embedded/postgresMajor.js";

const ACCOUNT = { cwd: "/" } as const;

describe("postgresMajor()", () => {
  test("tells the version of the programs that npm installed", async () => {
    expect(await postgresMajor(postgresBinaries(), ACCOUNT)).toBe("18");
  });

  test("says in one line what to do where npm ran no scripts, and so linked no libraries", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sequitur-unlinked-"));
    await mkdir(join(folder, "bin"));
    const postgres = join(folder, "bin", "postgres");
    await copyFile(postgresBinaries().postgres, postgres); // away from the libraries beside it
    await expect(postgresMajor({ postgres }, ACCOUNT)).rejects.toMatchObject({
      code: "BAD_CONFIG",
      message: expect.stringMatching(
        /^Cannot run the embedded database: .*librar.*; npm's scripts .* after "npm ci --ignore-scripts" run "npm rebuild"$/i,
      ) as unknown,
    });
    await rm(folder, { recursive: true });
  });
});
