import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

import { GraphqlError } from "./graphqlError.js";

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
}

interface AnswerError {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown };
}

/** What any client has: `fetch`, a WebSocket, an address and an API key. */
export class GraphqlClient {
  /**
   * @param url Where GraphQL is served: `http://127.0.0.1:4000/graphql`.
   * @param secret The secret of an API key.
   */
  constructor(
    private readonly url: string,
    private readonly secret: string,
  ) {}

  /**
   * Sends one operation over HTTP.
   *
   * @throws {GraphqlError} If the answer holds errors.
   * @throws {Error} Whatever `fetch` throws when there is no answer in time.
   */
  async request<Data>(query: string, variables: object = {}, timeoutMs = 30_000): Promise<Data> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.secret}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    let answer: Answer;
    try {
      answer = JSON.parse(text) as Answer;
    } catch (cause) {
      throw new Error(`Cannot read an answer with status ${response.status}: JSON is wanted`, { cause });
    }
    refuseErrors(answer.errors);
    return answer.data as Data;
  }

  /** Subscribes over WebSocket and yields until the server completes. @throws {GraphqlError} If an event holds errors. */
  async *subscribe<Data>(query: string, variables: Record<string, unknown>): AsyncGenerator<Data, void> {
    const client = createClient({
      url: this.url.replace(/^http/, "ws"),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${this.secret}` },
      lazy: true,
      retryAttempts: 0,
    });
    try {
      for await (const { data, errors } of client.iterate({ query, variables })) {
        refuseErrors(errors);
        yield data as Data;
      }
    } finally {
      await client.dispose();
    }
  }
}

function refuseErrors(errors: readonly AnswerError[] | undefined): void {
  const [error] = errors ?? [];
  if (error === undefined) return;
  const code = error.extensions?.code;
  throw new GraphqlError(error.message, typeof code === "string" ? code : "UNKNOWN");
}
