import type { HttpEndpoint } from "./httpGraphql.js";

/** What a load generator is opened with. */
export interface LoadTarget extends HttpEndpoint {
  /** A JSON file of `GeneratedUser`s. */
  readonly usersFile: string;
  /** Items of the generated catalogue. */
  readonly items: number;
}

/**
 * Which request a load is made of: recommendations of a random user, by the sequence model or with the language model
 * (`clicked`: one in ten right after a click of that user), a random page of the catalogue, or a batch of 100 events.
 */
export type LoadKind = "recommendations" | "fused" | "clicked" | "items" | "log";

/** A load: so many connections that each ask as soon as they are answered, or so many requests a second whatever the answers take. */
export type LoadTask = { readonly kind: LoadKind; readonly seconds: number } & (
  | { readonly connections: number }
  | { readonly perSecond: number }
);

/** What became of a load; every answer was checked. */
export interface LoadResult {
  /** From the moment a request was to be sent until its answer was read, for each. */
  readonly latenciesMs: readonly number[];
  /** Of `fused` and `clicked`: how many answers had which freshness, those right after a click apart. */
  readonly freshness: Readonly<Record<string, number>>;
  /** From the first request to the last answer. */
  readonly seconds: number;
}
