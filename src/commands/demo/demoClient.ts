import { DomainError } from "../../domain/domainError.js";
import type { ErrorCode } from "../../domain/errorCode.js";

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: ErrorCode } }[];
}

/** Sends an operation and gives the answer's data. */
export type DemoClient = <Data>(query: string, variables?: object) => Promise<Data>;

/**
 * A client like any other: it knows an address and a key, and speaks GraphQL over HTTP.
 *
 * @param url Where GraphQL is served.
 * @param secret The secret of an API key.
 * @returns Throws a `DomainError` with the answer's code if the answer holds errors.
 */
export function demoClient(url: string, secret: string): DemoClient {
  return async <Data>(query: string, variables: object = {}): Promise<Data> => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Answer;
    const [error] = errors ?? [];
    if (error !== undefined) throw new DomainError(error.extensions?.code ?? "BAD_INPUT", error.message);
    return data as Data;
  };
}
