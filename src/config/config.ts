import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";

import { z } from "zod";

import { CATALOGUE_MODEL } from "../domain/catalogueModel.js";
import { DomainError } from "../domain/domainError.js";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `a whole number from ${least} to ${most} is wanted`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `a whole number from ${least} to ${most} is wanted`);

const serverUrl = (...protocols: readonly string[]) =>
  z.string().refine((raw) => URL.canParse(raw) && protocols.includes(new URL(raw).protocol), {
    message: `a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(" or ")} is wanted`,
  });

/** As the tools of Hugging Face read their switches. */
const switchOf = (on: readonly string[], off: readonly string[]) =>
  z
    .string()
    .transform((raw) => raw.toLowerCase())
    .refine((raw) => on.includes(raw) || off.includes(raw), `${on[0] ?? ""} or ${off[0] ?? ""} is wanted`)
    .transform((raw) => on.includes(raw));

const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;

const Environment = z.object({
  SEQUITUR_HOME: z
    .string()
    .default("data")
    .transform((path) => resolve(path)),
  DATABASE_URL: serverUrl("postgresql:", "postgres:").optional(),
  REDIS_URL: serverUrl("redis:", "rediss:").optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: wholeNumber(0, 65_535).default(4000),
  ALLOWED_ORIGINS: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ""),
    )
    .refine(
      (origins) => origins.every(isOrigin),
      "origins such as https://shop.example, with commas between, are wanted",
    ),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(", ")} is wanted`).default("info"),
  JOB_LOCK_MS: wholeNumber(1_000, 600_000).default(10_000),
  INFERENCE_MEMORY_MB: wholeNumber(64, 1_048_576).default(1_024),
  INFERENCE_THREADS: wholeNumber(1, 256).default(1),
  TRAIN_THREADS: wholeNumber(1, 256).default(Math.min(availableParallelism(), 256)),
  LLM_BUDGET_MS: wholeNumber(0, 10_000).default(150),
  LLM_MODEL: z.string().default(CATALOGUE_MODEL),
  HF_ENDPOINT: serverUrl("https:", "http:")
    .refine((raw) => !URL.canParse(raw) || new URL(raw).username === "", "a URL without a user is wanted, see HF_TOKEN")
    .default("https://huggingface.co"),
  HF_TOKEN: z.string().optional(),
  HF_HUB_OFFLINE: switchOf(["1", "true", "yes", "on"], ["0", "false", "no", "off"]).default(false),
  HF_HOME: z.string().optional(),
});

/** Where language models come from by name, and where they are kept. */
interface HubConfig {
  readonly endpoint: string;
  /** For models that are gated or private; never written anywhere. */
  readonly token: string | null;
  /** Only what was fetched before is used. */
  readonly isOffline: boolean;
  /** Absolute. */
  readonly cacheFolder: string;
}

/** Every setting of the process, checked and frozen. */
export interface Config {
  /** The one directory that holds all state: database, artifacts, snapshots, logs. Absolute. */
  readonly home: string;
  /** An outside PostgreSQL; without it the embedded one in `<home>/postgres` is used. */
  readonly databaseUrl: string | undefined;
  /** Puts the job queue on Redis instead of PostgreSQL. */
  readonly redisUrl: string | undefined;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Origins whose pages may use the API from a browser, besides the server's own. */
  readonly allowedOrigins: readonly string[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** How long a worker may fall silent before its job is given to another. */
  readonly jobLockMs: number;
  /** Memory that all inference processes together may hold before the least recently used is ended. */
  readonly inferenceMemoryMb: number;
  readonly inferenceThreads: number;
  readonly trainThreads: number;
  /** How long an answer may wait for the language model to read a history; 0: it never waits. */
  readonly languageBudgetMs: number;
  /**
   * The language model of trainings that name none: a path, a name of the hub, or `catalogue` for one that the training
   * makes itself.
   */
  readonly languageModel: string;
  readonly hub: HubConfig;
}

/**
 * Reads the settings from environment variables; an empty variable counts as absent.
 *
 * @param defaults Stand in for variables that are absent, before our own defaults do.
 * @throws {DomainError} `BAD_CONFIG`, naming every faulty variable at once.
 */
export function readConfig(
  environment: NodeJS.ProcessEnv = process.env,
  defaults: Readonly<Record<string, string>> = {},
): Config {
  const set = Object.entries(environment).filter(([, value]) => value !== "");
  const given = { ...defaults, ...Object.fromEntries(set) };
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name} is ${mayHoldSecret(name) ? "malformed" : JSON.stringify(given[name])}, ${message}`;
    });
    throw new DomainError("BAD_CONFIG", `Cannot start: ${faults.join("; ")}`);
  }
  const value = parsed.data;
  return Object.freeze({
    home: value.SEQUITUR_HOME,
    databaseUrl: value.DATABASE_URL,
    redisUrl: value.REDIS_URL,
    host: value.HOST,
    port: value.PORT,
    allowedOrigins: value.ALLOWED_ORIGINS,
    logLevel: value.LOG_LEVEL,
    jobLockMs: value.JOB_LOCK_MS,
    inferenceMemoryMb: value.INFERENCE_MEMORY_MB,
    inferenceThreads: value.INFERENCE_THREADS,
    trainThreads: value.TRAIN_THREADS,
    languageBudgetMs: value.LLM_BUDGET_MS,
    languageModel: value.LLM_MODEL,
    hub: Object.freeze({
      endpoint: value.HF_ENDPOINT,
      token: value.HF_TOKEN ?? null,
      isOffline: value.HF_HUB_OFFLINE,
      // Beside what other tools keep there: they have a layout of their own.
      cacheFolder:
        value.HF_HOME === undefined ? join(value.SEQUITUR_HOME, "models") : resolve(value.HF_HOME, "sequitur"),
    }),
  });
}

/** A URL may hold a password. */
function mayHoldSecret(name: string): boolean {
  return /_(URL|ENDPOINT|TOKEN)$/.test(name);
}
