import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that answers a JSON line on standard output to each JSON line on standard input. */
export interface LineProcess {
  /** One question at a time. @throws {Error} If the process has ended. */
  ask<Answer>(question: object): Promise<Answer>;
  /** Ends it, and waits until it has ended. */
  close(): Promise<void>;
}

/** Starts one. */
export function startLineProcess(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): LineProcess {
  const child = spawn(command, args, { env: environment, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      resolve();
    });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask<Answer>(question: object): Promise<Answer> {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error(`Cannot get an answer of ${command} ${args.join(" ")}: it has ended`);
      return JSON.parse(line.value) as Answer;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
