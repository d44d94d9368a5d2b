import type { NetworkKind } from "../artifact/modelKind.js";
import { openSession } from "../runtime/session.js";
import { SasrecGraphEncoder } from "./sasrecGraphEncoder.js";
import { SasrecModel } from "./sasrecModel.js";

/** A trained SASRec, as artifacts hold it. */
export interface SasrecModelFiles {
  readonly kind: NetworkKind;
  /** The bytes of `sasrecEncoderGraph`, parameters stored. */
  readonly encoder: Uint8Array;
  /** The bytes of `sasrecScoresGraph`. */
  readonly scorer: Uint8Array;
  /** `[N + 1, D]`, row 0 unused. */
  readonly itemVectors: Float32Array;
  /** D. */
  readonly width: number;
  /** L: how many of the newest items of a history count. */
  readonly window: number;
}

/**
 * Loads a trained SASRec into ONNX Runtime.
 *
 * @param threads 1 or more.
 */
export async function openSasrecModel(files: SasrecModelFiles, { threads }: { threads: number }): Promise<SasrecModel> {
  const { kind, itemVectors, width, window } = files;
  const itemCount = itemVectors.length / width - 1;
  const encoder = await openSession(files.encoder, { threads });
  const scores = await openSession(files.scorer, { threads });
  const items = { data: itemVectors, shape: [itemCount + 1, width] };
  const graphs = new SasrecGraphEncoder({ encoder, scores, parameters: {}, items });
  return new SasrecModel(graphs, { kind, itemCount, window });
}
