import { spawn } from "node:child_process";
import { once } from "node:events";

/** What a command of Prisma's CLI came to. */
export interface PrismaOutcome {
  readonly exitCode: number;
  /** Standard output and standard error together. */
  readonly output: string;
}

/**
 * Runs `prisma <command>` in the project, with no network to be reached but this machine.
 *
 * @param environment Added to ours; what is undefined is left out.
 */
export async function runPrisma(
  command: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<PrismaOutcome> {
  // A proxy that nobody runs: whatever would fetch something fails.
  const offline = { HTTPS_PROXY: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9", CHECKPOINT_DISABLE: "1" };
  const child = spawn(process.execPath, ["node_modules/prisma/build/index.js", ...command], {
    env: { ...process.env, ...offline, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode: exitCode ?? -1, output };
}
