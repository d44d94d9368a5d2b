import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { SequiturHome } from "../client/sequiturHome.js";

const MS_PER_SECOND = 1000;
const KB_PER_MB = 1_024;
const LOOK_EVERY_MS = 20;
const LOG = "import";

/** What an import added, and what it took. */
export interface TimedImport {
  /** Events that are new in the store. */
  readonly added: number;
  /** Items that are new in the store. */
  readonly items: number;
  /** The whole command, from its start to its end. */
  readonly seconds: number;
  /** Highest resident memory of its process. */
  readonly peakMb: number;
}

/** Runs `sequitur import` on a folder. @throws {Error} If it fails. */
export async function runImport(sequitur: SequiturHome, folder: string): Promise<TimedImport> {
  const startedAt = performance.now();
  const child = sequitur.start(LOG, "import", folder, "--json");
  let peakMb = 0;
  const looks = setInterval(() => (peakMb = peakSoFarMb(child.pid!) ?? peakMb), LOOK_EVERY_MS);
  const [code] = (await once(child, "exit")) as [number | null];
  const seconds = (performance.now() - startedAt) / MS_PER_SECOND;
  clearInterval(looks);
  const output = readFileSync(join(sequitur.folder, `${LOG}.log`), "utf8").trimEnd();
  if (code !== 0) throw new Error(`Cannot import "${folder}": ${output}`);
  const { interactions, items } = JSON.parse(output.slice(output.lastIndexOf("\n") + 1)) as {
    readonly interactions: { readonly added: number };
    readonly items: { readonly created: number };
  };
  return { added: interactions.added, items: items.created, seconds, peakMb };
}

/** The kernel keeps the peak (`VmHWM`), so that none between two looks is missed; null once the process is gone. Linux only. */
function peakSoFarMb(pid: number): number | null {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / KB_PER_MB;
  } catch {
    return null;
  }
}
