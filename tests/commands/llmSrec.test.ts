import { spawn, type ChildProcess } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { Command } from "commander";

import { readConfig } from "../../src/config/config.js";
import { explainFailure } from "../../src/commands/explainFailure.js";
import type { CheckedLlmSrecFlags } from "../../src/commands/llm-srec/llmSrecFlags.js";
import { prepareLlmSrec } from "../../src/commands/llm-srec/prepareLlmSrec.js";
import { openTrainProgress } from "../../src/commands/openTrainProgress.js";
import { program } from "../../src/commands/program.js";
import { registerTrain } from "../../src/commands/train.js";
import { trainArtifact } from "../../src/commands/trainArtifact.js";
import { dataFolder } from "../formats/dataFolder.js";
import { writeTinyModel } from "../ml/llm/harness/tinyModel.js";
import { sequiturData } from "./sequiturData.js";

jest.setTimeout(120_000); // processes take their time to start on a busy machine

const TOKENIZER = fileURLToPath(new URL("../ml/llm/fixtures/tokenizer/tokenizer.json", import.meta.url));
/** A language model of two layers. */
const GGUF = fileURLToPath(new URL("../ml/llm/fixtures/llama.Q4_0.gguf", import.meta.url));
const METRICS = ["HR@10", "HR@20", "NDCG@10", "NDCG@20"].map((name) => [name, expect.any(Number) as unknown]);
const ROW = { full: Object.fromEntries(METRICS) as object, sampled99: Object.fromEntries(METRICS) as object };
const work = mkdtempSync(join(tmpdir(), "sequitur-llm-srec-"));
const [teacher, markov, refitted, lm] = ["teacher", "markov", "refitted", "lm"].map((name) => join(work, name));
const running = new Set<ChildProcess>();

let data: string;

beforeAll(async () => {
  data = sequiturData();
  await writeTinyModel(lm!);
  copyFileSync(TOKENIZER, join(lm!, "tokenizer.json"));
  const train = ["train", "--data", data, "--progress", "none", "--json", "--threads", "1"];
  const made = await Promise.all([
    ended(...train, "--epochs", "1", "--out", teacher!),
    ended(...train, "--model", "markov", "--out", markov!),
    ended(...train, "--epochs", "1", "--refit", "--out", refitted!),
  ]);
  expect(made.map(({ code }) => code)).toEqual([0, 0, 0]);
});

afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
});

/** Runs the program as a person would. */
const ended = (...args: readonly string[]) => start(...args).ended;

function start(...args: readonly string[]) {
  const [command = "", ...rest] = program();
  const child = spawn(command, [...rest, ...args], { env: { ...process.env, TMPDIR: work } });
  running.add(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const end = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    child.on("close", (code) => {
      running.delete(child);
      done({ code, ...output });
    });
  });
  return { child, ended: end };
}

/** What trainings have left where temporary folders are made. */
const leftovers = () => readdirSync(work).filter((name) => name.startsWith("sequitur-training-"));

/** The one line with which the command fails; run within this process, because there are many of them. */
async function failureOf(...args: readonly string[]): Promise<string> {
  let written = "";
  const commands = new Command("sequitur").exitOverride().configureOutput({ writeErr: (text) => (written += text) });
  registerTrain(commands);
  try {
    await commands.parseAsync(["train", "--out", join(work, "none"), "--progress", "none", ...args], { from: "user" });
  } catch (error) {
    return written === "" ? explainFailure(error) : written.trimEnd();
  }
  throw new Error("the command was expected to fail");
}

const llmSrec = (...more: string[]) => failureOf("--data", data, "--model", "llm-srec", ...more);
const taught = (folder: string, ...more: string[]) => llmSrec("--lm", lm!, "--teacher", folder, ...more);

describe("sequitur train --model llm-srec", () => {
  test("says what is missing, and what another model does not know", async () => {
    expect(await llmSrec("--teacher", teacher!)).toBe(
      "Cannot train llm-srec without --lm: a folder, a .gguf file, owner/name of the hub, or catalogue is wanted",
    );
    expect(await llmSrec("--lm", "catalogue")).toBe(
      "Cannot train llm-srec without --teacher: the folder of a sasrec or esasrec of the same data is wanted",
    );
    const whole = ["--lm", "catalogue", "--teacher", teacher!];
    expect(await llmSrec(...whole, "--refit")).toMatch(/^Cannot train llm-srec with --refit: .*, leave it out$/);
    expect(await llmSrec(...whole, "--backend", "cpu")).toBe(
      "Cannot train llm-srec with --backend cpu: onnx is wanted",
    );
    for (const [flag, value] of [
      ["--lm", "catalogue"],
      ["--teacher", teacher!],
      ["--layers", "1"],
      ["--weight-retrieval", "0"],
      ["--resume", work],
    ] as const)
      expect(await failureOf("--data", data, flag, value)).toBe(
        `Cannot train sasrec with ${flag}: --model llm-srec is wanted`,
      );
  });

  test("says what is wrong with an option", async () => {
    expect(await llmSrec("--layers", "0")).toMatch(
      /argument '0' is invalid\. A whole number from 1 to 1000 is wanted\.$/,
    );
    expect(await llmSrec("--prompt", "x")).toMatch(/Allowed choices are paper, compact\.$/);
    expect(await llmSrec("--distillation", "x")).toMatch(/Allowed choices are mse, infonce\.$/);
    expect(await llmSrec("--negatives", "x")).toMatch(/Allowed choices are random, in-batch, catalogue\.$/);
    expect(await llmSrec("--positions", "x")).toMatch(/Allowed choices are last, all\.$/);
    for (const weight of ["-1", "1001", "NaN", "Infinity", "", "1e999", "0x1"])
      expect(await llmSrec("--weight-uniformity", weight)).toBe(
        `error: option '--weight-uniformity <number>' argument '${weight}' is invalid. A number from 0 to 1000 is wanted.`,
      );
  });

  test("says that no weight is left", async () => {
    const weights = ["retrieval", "distillation", "uniformity"].flatMap((name) => [`--weight-${name}`, "0"]);
    expect(await taught(teacher!, ...weights)).toBe("Cannot train with all three weights 0: one above 0 is wanted");
  });

  test("says what does not go together before it opens anything", async () => {
    const nowhere = ["--lm", "nowhere", "--teacher", join(work, "nowhere")];
    expect(await llmSrec(...nowhere, "--recipe", "paper", "--negatives", "catalogue")).toMatch(
      /^Cannot train with negatives catalogue and recipe paper, .* is wanted$/,
    );
    expect(await llmSrec(...nowhere, "--negatives", "random")).toBe(
      "Cannot train with negatives random and positions all: negatives catalogue, or positions last, is wanted",
    );
  });

  test("takes epochs for what the training is made of", async () => {
    const flags = { lm: lm!, teacher: teacher! };
    const few = { ...flags, negatives: "random", positions: "last" } as const;
    const prepared = async (of: CheckedLlmSrecFlags) =>
      (await prepareLlmSrec(of, { recipe: "default", epochs: 1 }, readConfig().hub)).request.overrides;
    expect(await prepared(few)).toEqual({ negatives: "random", positions: "last", epochs: 1 });
    expect(await prepared(flags)).toEqual({ stretches: 1 });
  });

  test("tells a worker the code of its failure", async () => {
    const args = ["--data", data, "--out", join(work, "none"), "--model", "llm-srec", "--lm", "nowhere"];
    const { stderr } = await ended("train", ...args, "--teacher", teacher!, "--progress", "json");
    expect(stderr).toMatch(/^\{"fault":"UNKNOWN_LANGUAGE_MODEL"\}\nCannot find language model "nowhere": .*\n$/);
  });

  test("says what is wrong with the teacher", async () => {
    const nowhere = join(work, "nowhere");
    expect(await taught(nowhere)).toBe(`Cannot open artifact "${nowhere}": there is no manifest.json that can be read`);
    expect(await taught(markov!)).toBe(
      `Cannot use "${markov!}" as the teacher: it is a model of kind markov, sasrec or esasrec is wanted`,
    );
    expect(await taught(refitted!)).toBe(
      `Cannot use "${refitted!}" as the teacher: it was trained anew on the whole log, so it has seen the items that validate and test; train it without refit`,
    );
    const altered = join(work, "altered");
    cpSync(teacher!, altered, { recursive: true });
    appendFileSync(join(altered, "encoder.onnx"), "x");
    expect(await taught(altered)).toMatch(
      /^Cannot open artifact ".*altered": encoder\.onnx has \d+ bytes, \d+ are wanted$/,
    );
  });

  test("says how many items of the data the teacher does not know", async () => {
    const other = dataFolder({ "interactions.csv": "userId,itemId,timestamp\nu,i1,1\nu,x,2\nu,y,3\n" });
    expect(await taught(teacher!, "--data", other)).toBe(
      `Cannot use "${teacher!}" as the teacher: it does not know 2 of the 3 items of the data ("x", "y"); train a teacher on the same data, with the same filter`,
    );
    const short = dataFolder({ "interactions.csv": "userId,itemId,timestamp\nu,i1,1\nu,x,2\n" });
    expect(await taught(teacher!, "--data", short)).toMatch(/^Cannot train: no user has three interactions/);
  });

  test("says that the folder to go on in is none", async () => {
    const file = join(dataFolder({ file: "" }), "file");
    expect(await taught(teacher!, "--resume", file)).toBe(`Cannot use "${file}" as a folder: it is a file`);
  });

  test("says what is wrong with the language model", async () => {
    const nowhere = join(work, "nowhere");
    expect(await llmSrec("--teacher", teacher!, "--lm", nowhere)).toBe(
      `Cannot find language model "${nowhere}": a folder with a model, a .gguf file, "owner/name" of the hub, or "catalogue" is wanted`,
    );
    expect(await taught(teacher!, "--layers", "3")).toBe(`Cannot use 3 layers of language model "lm": it has 2`);
  });

  test("exits non-zero with one line on standard error, and leaves nothing behind", async () => {
    const args = ["--data", data, "--out", join(work, "none"), "--model", "llm-srec", "--lm", "nowhere"];
    const { code, stdout, stderr } = await ended("train", ...args, "--teacher", teacher!);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^Cannot find language model "nowhere": .* is wanted\n$/);
    expect(existsSync(join(work, "none"))).toBe(false);
    expect(leftovers()).toEqual([]);
  });

  test("prints three rows side by side, as evaluate does of what it wrote", async () => {
    const out = join(work, "model");
    const args = ["--data", data, "--model", "llm-srec", "--teacher", teacher!, "--lm", GGUF, "--layers", "2"];
    const resume = join(work, "kept");
    const trained = await ended("train", ...args, "--out", out, "--resume", resume, "--budget", "1", "--threads", "1", "--json", "--progress", "json"); // prettier-ignore
    expect(trained.code).toBe(0);
    const report = JSON.parse(trained.stdout) as Record<string, unknown>;
    const rows = { ordered: ROW, shuffled: ROW };
    const cosine = { teacher: expect.any(Number) as unknown, llmSRec: expect.any(Number) as unknown };
    const said = { model: "llm-srec", users: 80, items: 40, refitted: false, artifact: out };
    expect(report).toMatchObject({ ...said, rows: { teacher: rows, llmSRec: rows, fused: rows }, cosine, valid: ROW });
    for (const line of trained.stderr.trimEnd().split("\n"))
      expect(JSON.parse(line)).toMatchObject({ phase: expect.any(String) as unknown, fraction: expect.any(Number) as unknown }); // prettier-ignore
    expect(leftovers()).toEqual([]);
    expect(readdirSync(resume)).toEqual(["weights"]);

    const evaluate = ["evaluate", "--artifact", out, "--data", data, "--threads", "1"];
    const [evaluated, table] = await Promise.all([ended(...evaluate, "--json"), ended(...evaluate)]);
    expect(evaluated).toMatchObject({ code: 0, stderr: "" });
    const other = JSON.parse(evaluated.stdout) as Record<string, unknown>;
    for (const key of ["users", "items", "rows", "bestEpoch"]) expect(other[key]).toEqual(report[key]);
    for (const name of ["teacher", "LLM-SRec", "fused", "teacher, shuffled", "LLM-SRec, shuffled", "fused, shuffled"])
      expect(table.stdout).toMatch(new RegExp(`^${name}( +[.1]\\d*){8}$`, "m"));
  });

  test("keeps what it has trained where the artifact cannot be written", async () => {
    const [file, resume] = [join(work, "file"), join(work, "unwritten")];
    writeFileSync(file, "");
    const flags = { lm: GGUF, teacher: teacher!, layers: 2, resume };
    const shared = { data, model: "llm-srec", recipe: "default", filter: "none", seed: 0, budget: 1, backend: "onnx", threads: 1, progress: "none" } as const; // prettier-ignore
    const out = join(file, "model");
    const progress = openTrainProgress("none", process.stderr, () => 0);
    const effects = { clock: () => Date.now(), progress, stream: process.stderr, signal: new AbortController().signal };
    const options = { ...shared, ...flags, format: "auto", out } as const;
    await expect(trainArtifact({ folder: out, options, flags }, effects)).rejects.toMatchObject({ code: "BAD_CONFIG" });
    expect(readdirSync(resume)).toContain("training.checkpoint");
  });

  test("ends on SIGTERM with one line, and leaves nothing behind but the folder to go on in", async () => {
    const [out, resume] = [join(work, "cancelled"), join(work, "resume")];
    const args = ["--data", data, "--model", "llm-srec", "--teacher", teacher!, "--lm", GGUF, "--layers", "2"];
    const run = async (...more: readonly string[]) => {
      const { child, ended: end } = start(
        "train",
        ...args,
        "--out",
        out,
        "--threads",
        "1",
        "--progress",
        "json",
        ...more,
      );
      child.stderr.on("data", (chunk: Buffer) => {
        if (chunk.includes('"phase":"TRAINING"')) child.kill("SIGTERM");
      });
      return end;
    };
    for (const end of [await run(), await run("--resume", resume)]) {
      expect(end).toMatchObject({ code: 130, stdout: "" });
      expect(end.stderr.trimEnd().split("\n").at(-1)).toBe("Cannot finish the training: it was cancelled");
    }
    expect(existsSync(out)).toBe(false);
    expect(leftovers()).toEqual([]);
    expect(existsSync(resume)).toBe(true);
  });
});
