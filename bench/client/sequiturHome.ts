import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Characters of a log line that are worth showing. */
const MOST_WORDS = 500;

/** How a stranger starts sequitur: the built program, or its sources where it is not built or `fromSource` asks for it. */
function commandLine(fromSource: boolean): readonly string[] {
  const built = join(ROOT, "dist", "main.js");
  const source = ["--import", "tsx", join(ROOT, "src", "main.ts")];
  return fromSource || !existsSync(built) ? source : [built];
}

/** One `SEQUITUR_HOME`, and the programs that run on it. All output goes to `<home>/<name>.log`. */
export class SequiturHome {
  constructor(
    readonly folder: string,
    private readonly options: { readonly environment: Readonly<Record<string, string>>; readonly fromSource: boolean },
  ) {}

  /** Runs a command to its end. @returns Its standard output. @throws {Error} If it fails, with what it said. */
  async run(...parameters: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [...commandLine(this.options.fromSource), ...parameters], {
      env: this.environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`Cannot run "sequitur ${parameters.join(" ")}": ${output.stderr.trim()}`);
    return output.stdout;
  }

  /** Starts a command that goes on. @param name Names its log. */
  start(name: string, ...parameters: readonly string[]): ChildProcess {
    const log = openSync(join(this.folder, `${name}.log`), "a");
    const child = spawn(process.execPath, [...commandLine(this.options.fromSource), ...parameters], {
      env: this.environment(),
      stdio: ["ignore", log, log],
    });
    closeSync(log); // the child has its own copy
    return child;
  }

  /** The end of what a command that was started has written. */
  lastWords(name: string): string {
    const lines = readFileSync(join(this.folder, `${name}.log`), "utf8")
      .trimEnd()
      .split("\n");
    return (lines.at(-1) ?? "").slice(0, MOST_WORDS);
  }

  private environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.options.environment, SEQUITUR_HOME: this.folder };
  }
}
