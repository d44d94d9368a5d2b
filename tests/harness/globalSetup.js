// Jest compiles a TypeScript globalSetup to CommonJS, even in ESM mode: load it through tsx.
import { tsImport } from "tsx/esm/api";

export default async () => {
  const { startTestServer } = await tsImport("./testServer.ts", import.meta.url);
  globalThis.testServer = await startTestServer();
};
