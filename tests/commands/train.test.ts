import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "@jest/globals";
import { Command } from "commander";

import { registerEvaluate } from "../../src/commands/evaluate.js";
import { explainFailure } from "../../src/commands/explainFailure.js";
import { program } from "../../src/commands/program.js";
import { registerTrain } from "../../src/commands/train.js";
import { dataFolder } from "../formats/dataFolder.js";
import { sequiturData } from "./sequiturData.js";

const DEADLINE_MS = 120_000;
const work = mkdtempSync(join(tmpdir(), "sequitur-train-"));
const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
});

/** Starts the program as a person would. */
function start(...args: readonly string[]) {
  const [command = "", ...rest] = program();
  const child = spawn(command, [...rest, ...args]);
  running.add(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    child.on("close", (code) => {
      running.delete(child);
      done({ code, ...output });
    });
  });
  return { child, output, ended };
}

/** The one line with which a command fails; run within this process, because there are many of them. */
async function failureOf(...args: readonly string[]): Promise<string> {
  let written = "";
  const commands = new Command("sequitur").exitOverride().configureOutput({ writeErr: (text) => (written += text) });
  registerTrain(commands);
  registerEvaluate(commands);
  try {
    await commands.parseAsync([...args], { from: "user" });
  } catch (error) {
    return written === "" ? explainFailure(error) : written.trimEnd();
  }
  throw new Error("the command was expected to fail");
}

const METRICS = ["HR@10", "HR@20", "NDCG@10", "NDCG@20"].map((name) => [name, expect.any(Number) as unknown]);
const ROW = { full: Object.fromEntries(METRICS) as object, sampled99: Object.fromEntries(METRICS) as object };
const SMALL = ["--epochs", "3", "--threads", "1"];

describe("sequitur train and evaluate", () => {
  test(
    "print one JSON object each, with the same rows of the test items",
    async () => {
      const [data, out] = [sequiturData(), join(work, "model")];
      const train = ["train", "--data", data, "--out", out, "--seed", "3", "--json", "--progress", "json", ...SMALL];
      const trained = await start(...train).ended;
      expect(trained.code).toBe(0);
      const report = JSON.parse(trained.stdout) as Record<string, unknown>;
      expect(trained.stdout.trimEnd()).not.toContain("\n");
      expect(report).toMatchObject({
        users: 80,
        items: 40,
        split: "leave-last-out",
        rows: { ordered: ROW, shuffled: ROW },
        valid: ROW,
        seconds: expect.any(Number) as unknown,
        secondsPerEpoch: expect.any(Number) as unknown,
        bestEpoch: expect.any(Number) as unknown,
        peakMemoryMb: expect.any(Number) as unknown,
        refitted: false,
        artifact: out,
      });
      for (const line of trained.stderr.trimEnd().split("\n")) {
        expect(Object.keys(JSON.parse(line) as object)).toEqual(
          expect.arrayContaining(["phase", "epoch", "epochs", "loss", "metric", "fraction", "secondsLeft"]),
        );
      }

      const evaluated = await start("evaluate", "--artifact", out, "--data", data, "--json", "--threads", "1").ended;
      expect(evaluated).toMatchObject({ code: 0, stderr: "" });
      const other = JSON.parse(evaluated.stdout) as Record<string, unknown>;
      for (const key of ["users", "items", "split", "rows", "bestEpoch"]) expect(other[key]).toEqual(report[key]);
      for (const key of ["seconds", "secondsPerEpoch", "peakMemoryMb"]) expect(other[key]).toEqual(expect.any(Number));
    },
    DEADLINE_MS,
  );

  test(
    "print a table for people, and leave out nothing silently",
    async () => {
      const data = sequiturData();
      const broken = dataFolder({ "interactions.csv": "userId,itemId,timestamp\na,x,1\na,y,zwei\na,z,3\na,w,4\n" });
      const args = ["train", "--model", "markov", "--progress", "none"];
      const [whole, faulty] = await Promise.all([
        start(...args, "--data", data, "--out", join(work, "markov"), "--refit").ended,
        start(...args, "--data", broken, "--out", join(work, "faulty"), "--json").ended,
      ]);
      expect(whole).toMatchObject({ code: 0, stderr: "" });
      expect(whole.stdout).toMatch(/full catalogue +99 negatives\n/);
      expect(whole.stdout).toMatch(/^test( +[.1]\d*){8}$/m);
      expect(whole.stdout).toMatch(/^80 users ranked over 40 items; [\d.]+ s, \d+ MB$/m);
      expect(whole.stdout).toContain(`Wrote ${join(work, "markov")}, its weights trained anew on the whole log\n`);
      expect(faulty.code).toBe(0);
      expect(faulty.stderr).toMatch(/^Left out interactions\.csv:3: .*zwei/);
      expect(JSON.parse(faulty.stdout)).toMatchObject({ faultyRows: 1, users: 1, items: 3 });
    },
    DEADLINE_MS,
  );

  test(
    "end on SIGTERM with one line, and leave no artifact",
    async () => {
      const out = join(work, "cancelled");
      const args = ["--out", out, "--epochs", "1000000", "--progress", "json", "--json", "--threads", "1"];
      const { child, output, ended } = start("train", "--data", sequiturData(), ...args);
      await new Promise<void>((begun) => {
        child.stderr.on("data", () => {
          if (output.stderr.includes('"phase":"TRAINING"')) begun();
        });
      });
      child.kill("SIGTERM");
      const { code, stdout, stderr } = await ended;
      expect(code).toBe(130);
      expect(stdout).toBe("");
      expect(stderr.trimEnd().split("\n").at(-1)).toBe("Cannot finish the training: it was cancelled");
      expect(existsSync(out)).toBe(false);
    },
    DEADLINE_MS,
  );

  test(
    "exit non-zero with one line on standard error",
    async () => {
      const missing = join(work, "nowhere");
      const { code, stdout, stderr } = await start("train", "--data", missing, "--out", join(work, "none")).ended;
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toBe(`Cannot read "${missing}": there is no such file or folder\n`);
    },
    DEADLINE_MS,
  );

  test("say what is wrong with an option", async () => {
    const data = ["train", "--data", work, "--out", join(work, "none")];
    expect(await failureOf("train", "--data", work)).toBe("error: required option '--out <folder>' not specified");
    expect(await failureOf("train", "--out", work)).toBe("error: required option '--data <path>' not specified");
    expect(await failureOf("evaluate", "--data", work)).toBe(
      "error: required option '--artifact <folder>' not specified",
    );
    expect(await failureOf(...data, "--seed", "-1")).toBe(
      "error: option '--seed <number>' argument '-1' is invalid. A whole number from 0 to 2147483647 is wanted.",
    );
    for (const [option, value, most] of [
      ["--epochs <number>", "0", 1_000_000],
      ["--budget <seconds>", "1e9", 2_592_000],
      ["--threads <number>", "NaN", 256],
    ] as const) {
      expect(await failureOf(...data, option.split(" ")[0]!, value)).toBe(
        `error: option '${option}' argument '${value}' is invalid. A whole number from 1 to ${most} is wanted.`,
      );
    }
    expect(await failureOf(...data, "--model", "magic")).toBe(
      "error: option '--model <kind>' argument 'magic' is invalid. Allowed choices are popular, markov, sasrec, esasrec, llm-srec.",
    );
    expect(await failureOf(...data, "--recipe", "x")).toMatch(/Allowed choices are paper, default\.$/);
    expect(await failureOf(...data, "--filter", "x")).toMatch(/Allowed choices are none, llm-srec\.$/);
    expect(await failureOf(...data, "--backend", "x")).toMatch(/Allowed choices are onnx, cpu, tfjs-node-gpu\.$/);
    expect(await failureOf(...data, "--progress", "x")).toMatch(/Allowed choices are bar, json, none\.$/);
  });

  test("say before the training that the artifact could not be written", async () => {
    const data = sequiturData();
    const taken = dataFolder({ "precious.txt": "mine" });
    const train = (out: string) => failureOf("train", "--data", data, "--out", out, "--progress", "none");
    expect(await train(taken)).toBe(
      `Cannot write artifact "${taken}": it holds other files; an empty or new folder is wanted`,
    );
    expect(readdirSync(taken)).toEqual(["precious.txt"]);
    const file = join(work, "file");
    writeFileSync(file, "");
    expect(await train(file)).toBe(`Cannot write artifact "${file}": a folder is wanted`);
    expect(await train(join(file, "below"))).toBe(`Cannot write artifact "${join(file, "below")}": a folder is wanted`);
  });

  test("say what is wrong with the data", async () => {
    const train = (data: string, ...more: string[]) =>
      failureOf("train", "--data", data, "--out", join(work, "none"), "--progress", "none", ...more);
    const csv = (...rows: string[]) =>
      dataFolder({ "interactions.csv": ["userId,itemId,timestamp", ...rows, ""].join("\n") });
    expect(await train(csv("a,x,1", "a,y,2", "b,x,1"))).toMatch(/^Cannot train: no user has three interactions/);
    expect(await train(csv("a,x,1", "a,y,2", "a,z,3"))).toBe(
      "Cannot train: no user has two items in order to learn from",
    );
    expect(await train(csv("a,x,1", "a,y,2", "a,z,3"), "--filter", "llm-srec")).toMatch(/passes the filter/);
    const faulty = csv("a,x,now");
    expect(await train(faulty)).toBe(`Cannot read "${faulty}": none of its 1 interactions is well-formed`);
    expect(await train(sequiturData(), "--backend", "tfjs-node-gpu")).toMatch(
      /^Cannot use @tensorflow\/tfjs-node-gpu: it is not installed or does not load; "npm install .*" installs it$/,
    );
    expect(existsSync(join(work, "none"))).toBe(false);
  });

  test("say what is wrong with an artifact", async () => {
    const evaluate = (artifact: string) => failureOf("evaluate", "--artifact", artifact, "--data", sequiturData());
    const empty = dataFolder({});
    expect(await evaluate(empty)).toBe(`Cannot open artifact "${empty}": there is no manifest.json that can be read`);
    const corrupt = dataFolder({ "manifest.json": "{" });
    expect(await evaluate(corrupt)).toMatch(new RegExp(`^Cannot .*${corrupt}`));
  });
});
