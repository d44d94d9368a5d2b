import type { ErrorCode } from "../../domain/errorCode.js";
import type { RankRequest } from "./rankRequest.js";

/** What the parent asks an inference process; the first call is `open`, once. */
export type InferenceCall =
  | {
      readonly type: "open";
      readonly artifactFolder: string | null;
      readonly checksum: string | null;
      readonly threads: number;
    }
  /** Entries of the catalogue, or of its replacement: a serialized `CatalogueChunk`. */
  | { readonly type: "catalogue"; readonly chunk: Uint8Array; readonly isReplacement: boolean }
  /** A replacement is filled beside the present catalogue, and takes its place at once when it ends. */
  | { readonly type: "beginReplacement" }
  | { readonly type: "endReplacement" }
  | { readonly type: "rank"; readonly request: RankRequest };

/** A call with the number that its reply carries. */
export type InferenceRequest = InferenceCall & { readonly id: number };

/** What an inference process says. */
export type InferenceReply =
  | { readonly type: "value"; readonly id: number; readonly value: unknown; readonly rssBytes: number }
  /** `code` is that of a `DomainError`, null for all else. */
  | {
      readonly type: "error";
      readonly id: number;
      readonly code: ErrorCode | null;
      readonly message: string;
      readonly stack: string;
    }
  | {
      readonly type: "log";
      readonly level: "debug" | "info" | "warn" | "error";
      readonly fields: object;
      readonly message: string;
    };
