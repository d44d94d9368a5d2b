import type { Logger } from "../../src/domain/logger.js";

const ignore = () => undefined;

/** For benches that are not about what is logged. */
export const SILENT_LOG: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
