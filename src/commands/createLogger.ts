import { destination, pino, stdSerializers, type Logger } from "pino";

import type { Config } from "../config/config.js";

/** Structured log lines on standard error; standard output is for what a command was asked for. */
export function createLogger({ logLevel }: Pick<Config, "logLevel">): Logger {
  const serializers = { error: stdSerializers.err }; // as pino does for "err": message, code, stack and cause
  return pino({ level: logLevel, serializers }, destination({ dest: 2, sync: true }));
}
