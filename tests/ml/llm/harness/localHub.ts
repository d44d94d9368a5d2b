import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the hub misbehaves. */
interface HubFaults {
  /** Breaks off the next answer with a file's bytes after so many. */
  breakAfter?: number;
  /** Sends other bytes than it promised, of the same number. */
  isCorrupt?: boolean;
  /** Answers everything so. */
  status?: number;
}

/** A hub of one repository on this machine, as far as a client asks it. */
export interface LocalHub {
  readonly endpoint: string;
  /** Every request for a file's bytes, with its range: `config.json bytes=0-`. */
  readonly downloads: string[];
  /** The tokens that came, undefined for requests without one. */
  readonly tokens: (string | undefined)[];
  readonly faults: HubFaults;
  close(): Promise<void>;
}

/** Files that bear a SHA-256, as large ones do at the hub; the others are known by git's name. */
const LARGE = /\.(safetensors|gguf)$/;

/** Starts a hub with one repository, `maker/model`, at one commit. */
export async function startLocalHub(files: Readonly<Record<string, Buffer>>, commit: string): Promise<LocalHub> {
  const downloads: string[] = [];
  const tokens: (string | undefined)[] = [];
  const faults: HubFaults = {};
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    const path = new URL(request.url ?? "/", "http://hub").pathname;
    const file = path.startsWith(`/maker/model/resolve/${commit}/`) ? path.split("/").at(-1)! : "";
    if (faults.status !== undefined) answer(response, { error: "no" }, faults.status);
    else if (path.startsWith("/api/models/maker/model/revision/"))
      answer(response, { _id: "1", id: "maker/model", sha: commit, lastModified: "2026-01-01T00:00:00Z" }); // prettier-ignore
    else if (path === `/api/models/maker/model/tree/${commit}`) answer(response, Object.entries(files).map(listed));
    else if (Object.hasOwn(files, file)) send(request, response, file, files[file]!);
    else answer(response, { error: "Repository not found" }, 404);
  });

  function send(request: IncomingMessage, response: ServerResponse, name: string, bytes: Buffer): void {
    const { range } = request.headers;
    const [, from = "0", to = String(bytes.length - 1)] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
    const asked = bytes.subarray(Number(from), Number(to) + 1);
    const isProbe = range === "bytes=0-0";
    if (!isProbe) downloads.push(`${name} ${range ?? "whole"}`);
    response.writeHead(range === undefined ? 200 : 206, {
      etag: '"e"',
      "content-length": asked.length,
      ...(range === undefined ? {} : { "content-range": `bytes ${from}-${to}/${bytes.length}` }),
    });
    if (!isProbe && faults.breakAfter !== undefined) {
      response.write(asked.subarray(0, faults.breakAfter));
      request.socket.end(); // what was written arrives, and then no more
      delete faults.breakAfter;
    } else response.end(faults.isCorrupt ? asked.map((byte) => byte ^ 1) : asked);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    downloads,
    tokens,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function listed([path, bytes]: [string, Buffer]): object {
  const gitName = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const lfs = LARGE.test(path) ? { lfs: { oid: sha256, size: bytes.length, pointerSize: 130 } } : {};
  return { type: "file", path, size: bytes.length, oid: gitName, ...lfs };
}

function answer(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
