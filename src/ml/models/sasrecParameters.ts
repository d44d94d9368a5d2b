/**
 * @file The trainable parameters of SASRec and eSASRec, and their initial values.
 *
 * Source: Kang & McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018 (arXiv:1808.09781), in the variant that
 * LLM-SRec (KDD '25) takes its teacher from: two embedding tables, per block two norms, an attention with output
 * projection, a feed-forward.
 * Departs from it: the key projection has no bias. Softmax cancels it, so it would only collect rounding noise.
 * Axes: N items, L positions, D width.
 */
import type { InitialParameter } from "../runtime/trainer.js";
import type { SasrecConfig } from "./sasrecConfig.js";

/** The part of a seeded generator that is needed here. */
interface Uniform {
  /** Uniform on [0, 1). */
  next(): number;
}

/** PyTorch packs query, key and value into one `[3 D, D]` matrix, and Xavier's variance follows that shape. */
const PACKED_PROJECTIONS = 3;

/**
 * Draws initial parameters: Xavier normal for every matrix, gain 1 and bias 0 for norms, and PyTorch's defaults for
 * biases (attention 0, feed-forward uniform within 1 / √D).
 *
 * @param random Source of the draws; the same sequence gives the same bytes.
 * @returns Values by name; `itemEmbeddings` is `[N + 1, D]` with row 0 for padding, `positionEmbeddings` `[L, D]` with
 *   row 0 for the newest item.
 * @throws {RangeError} If `heads` does not divide `width`, or a size is not a positive whole number.
 */
export function sasrecParameters(config: SasrecConfig, random: Uniform): Record<string, InitialParameter> {
  checkSizes(config);
  const { kind, itemCount, width, blocks, maxLength, expansion } = config;
  const drawBlock = () =>
    kind === "esasrec" ? ligrParameters(width, expansion, random) : blockParameters(width, random);
  const parameters: Record<string, InitialParameter> = {
    itemEmbeddings: xavierNormal(random, [itemCount + 1, width]),
    positionEmbeddings: xavierNormal(random, [maxLength, width]),
  };
  for (let i = 0; i < blocks; i++) {
    for (const [name, values] of Object.entries(drawBlock())) parameters[`block${i}.${name}`] = values;
  }
  return { ...parameters, "norm.gain": filled([width], 1), "norm.bias": filled([width], 0) };
}

function attentionParameters(width: number, random: Uniform): Record<string, InitialParameter> {
  const projection = () => xavierNormal(random, [width, width], width + PACKED_PROJECTIONS * width);
  return {
    "attentionNorm.gain": filled([width], 1),
    "attentionNorm.bias": filled([width], 0),
    "query.weight": projection(),
    "query.bias": filled([width], 0),
    "key.weight": projection(),
    "value.weight": projection(),
    "value.bias": filled([width], 0),
    "output.weight": xavierNormal(random, [width, width]),
    "output.bias": filled([width], 0),
  };
}

function blockParameters(width: number, random: Uniform): Record<string, InitialParameter> {
  const bound = 1 / Math.sqrt(width);
  const feedForwardBias = () => ({
    shape: [width],
    data: Float32Array.from({ length: width }, () => (2 * random.next() - 1) * bound),
  });
  return {
    ...attentionParameters(width, random),
    "feedForwardNorm.gain": filled([width], 1),
    "feedForwardNorm.bias": filled([width], 0),
    "inner.weight": xavierNormal(random, [width, width]),
    "inner.bias": feedForwardBias(),
    "outer.weight": xavierNormal(random, [width, width]),
    "outer.bias": feedForwardBias(),
  };
}

function ligrParameters(width: number, expansion: number, random: Uniform): Record<string, InitialParameter> {
  const inner = width * expansion;
  const gate = () => xavierNormal(random, [width, width]);
  return {
    ...attentionParameters(width, random),
    "attentionGate.weight": gate(),
    "attentionGate.bias": filled([width], 0),
    "feedForwardNorm.gain": filled([width], 1),
    "feedForwardNorm.bias": filled([width], 0),
    "swish.weight": xavierNormal(random, [width, inner]),
    "up.weight": xavierNormal(random, [width, inner]),
    "down.weight": xavierNormal(random, [inner, width]),
    "feedForwardGate.weight": gate(),
    "feedForwardGate.bias": filled([width], 0),
  };
}

/** Normal with variance 2 / fans (Glorot & Bengio 2010), by the Box-Muller transform. */
function xavierNormal(random: Uniform, shape: [number, number], fans: number = shape[0] + shape[1]): InitialParameter {
  const deviation = Math.sqrt(2 / fans);
  const data = new Float32Array(shape[0] * shape[1]);
  for (let i = 0; i < data.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next())); // 1 - u is never 0
    const angle = 2 * Math.PI * random.next();
    data[i] = radius * Math.cos(angle);
    if (i + 1 < data.length) data[i + 1] = radius * Math.sin(angle);
  }
  return { shape, data };
}

function filled(shape: number[], value: number): InitialParameter {
  return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value) };
}

function checkSizes({ itemCount, width, blocks, heads, maxLength, expansion }: SasrecConfig): void {
  for (const [name, size] of Object.entries({ itemCount, width, blocks, heads, maxLength, expansion })) {
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`Cannot use ${name} ${size}: a positive whole number is wanted`);
  }
  if (width % heads !== 0)
    throw new RangeError(`Cannot split width ${width} into ${heads} heads: width must be a multiple of heads`);
}
