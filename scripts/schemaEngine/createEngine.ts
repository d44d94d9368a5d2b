import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";

import { debugLog } from "./debugLog.js";

/** The engine's methods, by their JSON-RPC names. */
export type SchemaEngine = Readonly<
  Record<string, (parameters: unknown) => Promise<Record<string, unknown> | undefined>>
>;

/** The part of the package's glue code that is used. */
interface Bindings {
  __wbg_set_wasm(exports: object): void;
  readonly SchemaEngine: { new: (options: object, log: unknown, factory: unknown) => Promise<SchemaEngine> };
}

// Not in @types/node 20.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

/**
 * Instantiates Prisma's schema engine from its WASM build, by hand: the package's own entry needs a flag of Node.
 *
 * @param datamodelPaths Paths of .prisma files.
 */
export async function createEngine(
  datamodelPaths: readonly string[],
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<SchemaEngine> {
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => debugLog("panic:", text) },
  });
  const { resolve } = createRequire(import.meta.url);
  const folder = dirname(resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const bindings = (await import("@prisma/schema-engine-wasm/schema_engine_bg")) as unknown as Bindings;
  const bytes = readFileSync(join(folder, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  // An empty list makes `diff` panic.
  const datamodels =
    datamodelPaths.length > 0 ? datamodelPaths.map((path) => [path, readFileSync(path, "utf8")]) : undefined;
  return bindings.SchemaEngine.new({ datamodels }, debugLog, bindMigrationAwareSqlAdapterFactory(factory));
}
