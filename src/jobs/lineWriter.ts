import { open, type FileHandle } from "node:fs/promises";

/** Text gathered before it is written; larger writes are no faster. */
const BLOCK_LENGTH = 1 << 18;

/** Writes a text file line by line with flat memory. */
export class LineWriter {
  private pending: string[] = [];
  private pendingLength = 0;

  private constructor(private readonly file: FileHandle) {}

  /** Opens a new file. */
  static async create(path: string): Promise<LineWriter> {
    return new LineWriter(await open(path, "wx"));
  }

  /** Adds a line; resolves once there is room for the next. */
  async write(line: string): Promise<void> {
    this.pending.push(line, "\n");
    this.pendingLength += line.length + 1;
    if (this.pendingLength >= BLOCK_LENGTH) await this.flush();
  }

  /** Writes what is left, unless the file is given up, and closes it. */
  async close({ abandon = false } = {}): Promise<void> {
    try {
      if (!abandon) await this.flush();
    } finally {
      await this.file.close();
    }
  }

  private async flush(): Promise<void> {
    const text = this.pending.join("");
    this.pending = [];
    this.pendingLength = 0;
    await this.file.appendFile(text, "utf8");
  }
}
