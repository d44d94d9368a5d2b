import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { DomainError } from "../domain/domainError.js";
import type { DataFile } from "./dataFile.js";

/** Large enough that the cost of a block does not show, small enough to stay flat. */
const CHUNK_BYTES = 256 * 1024;

/** No row of any known data set comes near; without a limit a file with no line break would fill the memory. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

const NEW_LINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** UTF-8, or UTF-8 with Latin-1 for each line that is no valid UTF-8: MovieLens changed from the one to the other between its releases. */
export type TextEncoding = "utf8" | "utf8-or-latin1";

/** Some whole lines of a file. */
export interface TextBlock {
  /** Without line ends (LF or CRLF) and byte order mark. */
  readonly lines: readonly string[];
  /** Number of the first of them, from 1. */
  readonly firstLine: number;
  /** Bytes of the file read so far; compressed bytes where it is compressed. */
  readonly bytesRead: number;
}

/**
 * Reads a text file, gzipped or not, block by block. Each line is a string of its own, so that keeping an id keeps a line and not a block.
 *
 * @throws {DomainError} `BAD_DATA` if the file cannot be opened, is truncated or damaged, is UTF-16, or has a line of more than 16 MiB.
 */
export async function* readTextBlocks(file: DataFile, encoding: TextEncoding = "utf8"): AsyncGenerator<TextBlock> {
  const reader = new LineReader(file, encoding);
  try {
    const { stream, bytesRead } = await openBytes(file);
    for await (const chunk of stream) {
      const block = reader.take(chunk as Buffer, bytesRead());
      if (block.lines.length > 0) yield block;
    }
    const block = reader.end();
    if (block.lines.length > 0) yield block;
  } catch (error) {
    throw explained(file, error);
  }
}

async function openBytes({ path }: DataFile): Promise<{ stream: Readable; bytesRead: () => number }> {
  const isZipped = await isGzip(path);
  const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const bytesRead = () => raw.bytesRead;
  if (!isZipped) return { stream: raw, bytesRead };
  const unzip = createGunzip({ chunkSize: CHUNK_BYTES });
  pipeline(raw, unzip, () => undefined); // a fault of either stream reaches whoever iterates over the last one
  return { stream: unzip, bytesRead };
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const isMarked = bytesRead === 2 && GZIP_MAGIC.every((byte, k) => buffer[k] === byte);
    if (path.endsWith(".gz") && !isMarked)
      throw new DomainError("BAD_DATA", `Cannot read "${path}": it is named .gz and is no gzip file`);
    return isMarked;
  } finally {
    await handle.close();
  }
}

/** What the codes of the file system and of zlib mean to whoever chose the file. */
const REASONS: Readonly<Record<string, (message: string) => string>> = {
  ENOENT: () => "there is no such file",
  EACCES: () => "permission denied",
  EISDIR: () => "it is a folder",
  EIO: () => "the disk reports a fault",
  Z_BUF_ERROR: () => "it is truncated, its gzip stream ends early",
  Z_DATA_ERROR: (message) => `its gzip stream is damaged (${message})`,
};

function explained({ path }: DataFile, error: unknown): unknown {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const reason = REASONS[code]?.(message);
  return reason === undefined
    ? error
    : new DomainError("BAD_DATA", `Cannot read "${path}": ${reason}`, { cause: error });
}

/** Cuts chunks of bytes into lines; a line that crosses chunks waits in `rest`. */
class LineReader {
  private rest: Buffer[] = [];
  private restBytes = 0;
  private nextLine = 1;
  private bytesRead = 0;

  constructor(
    private readonly file: DataFile,
    private readonly encoding: TextEncoding,
  ) {}

  take(chunk: Buffer, bytesRead: number): TextBlock {
    this.bytesRead = bytesRead;
    const lastBreak = chunk.lastIndexOf(NEW_LINE);
    if (lastBreak < 0) {
      this.keep(chunk);
      return this.block([]);
    }
    const whole = chunk.subarray(0, lastBreak + 1);
    const bytes = this.rest.length > 0 ? Buffer.concat([...this.rest, whole]) : whole;
    this.rest = [];
    this.restBytes = 0;
    if (lastBreak + 1 < chunk.length) this.keep(chunk.subarray(lastBreak + 1));
    return this.block(this.cut(bytes));
  }

  end(): TextBlock {
    this.bytesRead = this.file.bytes;
    if (this.restBytes === 0) return this.block([]);
    const bytes = Buffer.concat([...this.rest, Buffer.from("\n")]);
    this.rest = [];
    return this.block(this.cut(bytes));
  }

  private keep(bytes: Buffer): void {
    this.rest.push(bytes);
    this.restBytes += bytes.length;
    if (this.restBytes <= MAX_LINE_BYTES) return;
    throw new DomainError(
      "BAD_DATA",
      `Cannot read "${this.file.path}": line ${this.nextLine} is longer than ${MAX_LINE_BYTES / 2 ** 20} MiB`,
    );
  }

  private block(lines: string[]): TextBlock {
    const firstLine = this.nextLine;
    this.nextLine += lines.length;
    return { lines, firstLine, bytesRead: this.bytesRead };
  }

  private cut(bytes: Buffer): string[] {
    const lines: string[] = [];
    let start = this.nextLine === 1 ? this.markLength(bytes) : 0;
    for (let end = bytes.indexOf(NEW_LINE, start); end >= 0; end = bytes.indexOf(NEW_LINE, start)) {
      const textEnd = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
      lines.push(this.decode(bytes, start, textEnd));
      start = end + 1;
    }
    return lines;
  }

  private markLength(bytes: Buffer): number {
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 3;
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    if (!isUtf16) return 0;
    throw new DomainError("BAD_DATA", `Cannot read "${basename(this.file.path)}": it is UTF-16, UTF-8 is wanted`);
  }

  private decode(bytes: Buffer, start: number, end: number): string {
    const text = bytes.toString("utf8", start, end);
    return this.encoding === "utf8-or-latin1" && text.includes("\ufffd") ? bytes.toString("latin1", start, end) : text;
  }
}
