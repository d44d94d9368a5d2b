import { destination, pino, type Logger } from "pino";

import type { Config } from "../config/config.js";

/** Structured log lines on standard error; standard output is for what a command was asked for. */
export function createLogger({ logLevel }: Pick<Config, "logLevel">): Logger {
  return pino({ level: logLevel }, destination({ dest: 2, sync: true }));
}
