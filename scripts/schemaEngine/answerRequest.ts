import { debugLog } from "./debugLog.js";
import type { SchemaEngine } from "./createEngine.js";
import { ShadowDatabaseError } from "./shadowDatabase.js";

/** JSON-RPC code of every failure, as the native engine sends it. */
const FAILURE_CODE = 4466;

interface Request {
  readonly id: unknown;
  /** Absent in the CLI's answers to our own `print`. */
  readonly method?: string;
  readonly params: unknown;
}

/** What the engine swallowed of the last failure to make a shadow database. */
export interface FailureHint {
  reason: ShadowDatabaseError | undefined;
}

/**
 * Answers one line of the CLI's JSON-RPC.
 *
 * @param send Writes one message to the CLI.
 */
export async function answerRequest(
  line: string,
  engine: () => Promise<SchemaEngine>,
  hint: FailureHint,
  send: (message: object) => void,
): Promise<void> {
  const { id, method, params } = JSON.parse(line) as Request;
  if (!method) return;
  try {
    const result = await call(await engine(), method, params);
    if (method === "diff" && result?.stdout != null) {
      // The WASM build returns what the native engine prints through the CLI.
      send({ id: "print-1", method: "print", params: { content: result.stdout } });
      result.stdout = null;
    }
    send({ id, result: result ?? {} });
  } catch (error) {
    debugLog(error);
    const { message, code, meta } = error as Error & { code?: string; meta?: unknown };
    const data = { is_panic: false, message: hint.reason?.message ?? message, error_code: code, meta: meta ?? null };
    send({ id, error: { code: FAILURE_CODE, message: "An error happened. Check the data field for details.", data } });
  }
}

async function call(
  engine: SchemaEngine,
  method: string,
  params: unknown,
): Promise<Record<string, unknown> | undefined> {
  const run = () => engine[method === "getDatabaseVersion" ? "version" : method]?.(params);
  try {
    return await run();
  } catch (error) {
    if (!(error as Error).message.includes("through an external factory")) throw error;
    // In the WASM build only devDiagnostic opens a shadow database; after a migration was applied the others need what it caches.
    await engine.devDiagnostic?.(params);
    return run();
  }
}
