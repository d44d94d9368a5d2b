import type { Logger } from "../../src/domain/logger.js";

const ignore = () => undefined;

/** For tests that are not about what is logged. */
export const silentLog: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
