import type { NetworkKind } from "../artifact/modelKind.js";

/** As pmixer/SASRec.pytorch; PyTorch's own default is 1e-5. */
export const SASREC_NORM_EPSILON = 1e-8;

/** The shape of a SASRec or eSASRec network: what its parameters' sizes follow from. */
export interface SasrecConfig {
  /** Which blocks it is made of: pmixer's, or LiGR's gated ones. */
  readonly kind: NetworkKind;
  /** Items of the catalogue, N; rows are numbered 1..N, 0 is padding. */
  readonly itemCount: number;
  /** Width of embeddings and hidden states, D. */
  readonly width: number;
  /** Transformer blocks, at least 1. */
  readonly blocks: number;
  /** Attention heads; must divide `width`. */
  readonly heads: number;
  /** Inner width of eSASRec's feed-forward, in widths; SASRec's is as wide as its states. */
  readonly expansion: number;
  /** Newest items that are read, L; older ones are ignored. */
  readonly maxLength: number;
}
