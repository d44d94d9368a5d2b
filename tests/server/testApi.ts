import type { AddressInfo } from "node:net";

import type { Logger } from "../../src/domain/logger.js";
import type { Role } from "../../src/domain/role.js";
import type { SpaceId } from "../../src/domain/spaceId.js";
import { buildServer, type ServerOptions } from "../../src/server/buildServer.js";
import { openTestPlatform, type TestPlatform } from "../recommend/testPlatform.js";

/** An answer as a client sees it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests say what they expect of each answer
    readonly data?: any;
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: readonly (string | number)[];
      readonly extensions: { readonly code: string };
    }[];
  };
}

/** A line of the log. */
export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: object;
  readonly message: string;
}

/** A server that listens on a port of its own, over real use cases and a real database. */
export type TestApi = Awaited<ReturnType<typeof openTestApi>>;

/** Keys of every role, for a space. */
export type Keys = Readonly<Record<Role, string>>;

function recordingLogger(lines: LogLine[]): Logger {
  const at = (level: LogLine["level"]) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

async function makeKeys({ apiKeys }: TestPlatform, space: SpaceId): Promise<Keys> {
  const secrets = {} as Record<Role, string>;
  for (const role of ["READER", "WRITER", "ADMIN"] as const)
    secrets[role] = (await apiKeys.create(space, { role, name: role.toLowerCase() })).secret;
  return secrets;
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? (JSON.parse(text) as Answer["body"]) : {},
  };
}

/** Opens a server with the spaces `shop` and `other`, keys of every role for both, and no rows. */
export async function openTestApi(options: Partial<ServerOptions> & { platform?: TestPlatform } = {}) {
  const platform = options.platform ?? (await openTestPlatform());
  const other = "other" as SpaceId;
  if (options.platform === undefined) await platform.spaces.create(other);
  const lines: LogLine[] = [];
  const app = await buildServer({ useCases: platform, log: recordingLogger(lines), ...options });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const host = `127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
  const keys = await makeKeys(platform, platform.space);
  const otherKeys = await makeKeys(platform, other);

  const send = async (path: string, init: RequestInit = {}): Promise<Answer> =>
    answerOf(await fetch(`http://${host}${path}`, init));
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    send("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  /** Asks as somebody; `key` null: as nobody. */
  const ask = (query: string, variables: object = {}, key: string | null = keys.ADMIN): Promise<Answer> =>
    post({ query, variables }, key === null ? {} : { authorization: `Bearer ${key}` });

  return {
    ...{ platform, app, host, keys, other, otherKeys, lines, send, post, ask },
    async close() {
      await app.close();
      if (options.platform === undefined) await platform.close();
    },
  };
}
