import type { ErrorCode } from "../../domain/errorCode.js";
import type { ExplainRequest } from "./explainRequest.js";
import type { LanguageItem } from "./languageItem.js";
import type { OmittedVectors } from "./omittedVectors.js";
import type { RankRequest } from "./rankRequest.js";

/** What an inference process answers to `open`. */
export interface OpenedModel {
  /** V, of the vectors of its language model, to which a language process belongs; null if it has none. */
  readonly vectorWidth: number | null;
}

/** What the parent asks an inference process; the first call is `open` or `openLanguage`, once: it says what the process is for. */
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
  /** Vectors of items that the model does not know, `[ids, V]`. */
  | { readonly type: "vectors"; readonly ids: readonly string[]; readonly vectors: Float32Array }
  | { readonly type: "forgetVectors"; readonly ids: readonly string[] }
  /** `userVector`: the language model's, where it has a say. */
  | { readonly type: "rank"; readonly request: RankRequest; readonly userVector: Float32Array | null }
  | { readonly type: "explain"; readonly request: ExplainRequest; readonly omitted: OmittedVectors | null }
  | {
      readonly type: "openLanguage";
      readonly artifactFolder: string;
      readonly checksum: string | null;
      readonly threads: number;
    }
  /** See `LanguageReader`. */
  | { readonly type: "userVector" | "omittedVectors"; readonly history: readonly LanguageItem[] }
  | { readonly type: "itemVectors"; readonly titles: readonly string[] };

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
