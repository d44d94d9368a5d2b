import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Lines wait for company up to this size, so that a million of them are no million system calls. */
const BUFFER_LENGTH = 64 * 1024;

/** Writes a file of one JSON object a line beside its place, and moves it there when it is whole: a reader never meets half of it. */
export class ImportJsonLines {
  private readonly partPath: string;
  private readonly handle: number;
  private waiting: string[] = [];
  private waitingLength = 0;

  /** Makes the folder, and replaces what an earlier attempt left. */
  constructor(private readonly path: string) {
    this.partPath = `${path}.part`;
    mkdirSync(dirname(path), { recursive: true });
    this.handle = openSync(this.partPath, "w");
  }

  write(value: object): void {
    const line = `${JSON.stringify(value)}\n`;
    this.waiting.push(line);
    this.waitingLength += line.length;
    if (this.waitingLength > BUFFER_LENGTH) this.flush();
  }

  /** Puts the file in its place, safe against a loss of power. */
  publish(): void {
    this.flush();
    fsyncSync(this.handle);
    closeSync(this.handle);
    renameSync(this.partPath, this.path);
  }

  /** Leaves nothing behind; what was at the place stays there. */
  discard(): void {
    closeSync(this.handle);
    rmSync(this.partPath, { force: true });
  }

  private flush(): void {
    const bytes = Buffer.from(this.waiting.join(""));
    for (let written = 0; written < bytes.length; ) written += writeSync(this.handle, bytes, written);
    this.waiting = [];
    this.waitingLength = 0;
  }
}
