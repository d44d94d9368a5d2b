import { DomainError } from "../../domain/domainError.js";
import type { GraphNode, GraphValue } from "./graphValue.js";
import type { SymbolicSizes } from "./symbolicSizes.js";

/**
 * Refuses a graph in which a number was computed from a symbolic dimension's marker while tracing, such as T - 1, a
 * mask of shape [T, T] or a division by T: it would stay as it is whatever the dimension is at run time.
 *
 * @throws {DomainError} `UNSUPPORTED_OPERATION`, naming the dimension and the op.
 */
export function refuseDerivedSizes(
  nodes: readonly GraphNode[],
  inputs: readonly GraphValue[],
  sizes: SymbolicSizes,
): void {
  for (const { shape, source } of inputs) refuseMultiples(shape, source.kind === "input" ? source.name : "", sizes);
  for (const node of nodes) {
    for (const input of node.inputs) refuseConstant(node, input, sizes);
    refuseDerived(node, sizes);
  }
}

function refusal(name: string | undefined, reason: string): DomainError {
  return new DomainError("UNSUPPORTED_OPERATION", `Cannot make dimension "${name ?? ""}" symbolic: ${reason}`);
}

/** An input's dimension must be the marker itself: of a multiple, the dimension's size could not be told. */
function refuseMultiples(shape: readonly number[], input: string, sizes: SymbolicSizes): void {
  for (const size of shape) {
    if (!sizes.isSymbolic(size) || sizes.markers.includes(size)) continue;
    throw refusal(
      sizes.nameOf(size),
      `input "${input}" has the fixed dimension ${size}, which its marker divides; choose another marker`,
    );
  }
}

function refuseConstant({ kernel }: GraphNode, { source, shape, scalar }: GraphValue, sizes: SymbolicSizes): void {
  if (source.kind !== "constant" && source.kind !== "external") return;
  const symbolic = shape.find((size) => sizes.isSymbolic(size));
  if (symbolic !== undefined) {
    throw refusal(
      sizes.nameOf(symbolic),
      `"${kernel}" uses a constant of shape [${shape.join(", ")}]; make it by ops such as tf.range`,
    );
  }
  const marker = sizes.markers.find((each) => scalar === each || scalar === Math.fround(1 / each));
  if (marker !== undefined) throw refusal(sizes.nameOf(marker), `"${kernel}" uses its size as a number`);
}

/** The operations that can make a size which is no multiple of a marker out of one that is, and the other way round. */
const RESIZING: readonly string[] = ["Concat", "Pad", "Slice", "Split"];

function refuseDerived(node: GraphNode, sizes: SymbolicSizes): void {
  if (!RESIZING.includes(node.operator)) return;
  const resized = node.operator === "Concat" ? node.inputs : node.inputs.slice(0, 1);
  for (const from of resized) for (const to of node.outputs) refuseResizing(node, from, to, sizes);
}

function refuseResizing(node: GraphNode, from: GraphValue, to: GraphValue, sizes: SymbolicSizes): void {
  from.shape.forEach((before, axis) => {
    const after = to.shape[axis] ?? before;
    if (before === after || isExpressible(node, { before, after, axis }, sizes)) return;
    const symbolic = sizes.isSymbolic(before) ? before : after;
    throw refusal(sizes.nameOf(symbolic), `"${node.kernel}" makes size ${after} of size ${before}`);
  });
}

interface SizeChange {
  readonly before: number;
  readonly after: number;
  readonly axis: number;
}

function isExpressible(node: GraphNode, { before, after, axis }: SizeChange, sizes: SymbolicSizes): boolean {
  const [wasSymbolic, isSymbolic] = [sizes.isSymbolic(before), sizes.isSymbolic(after)];
  if (!wasSymbolic && !isSymbolic) return true;
  // What is joined to a symbolic dimension and gives another one, marker for marker, was meant to.
  if (node.operator === "Concat" && sizes.markers.includes(after)) return true;
  if (node.operator !== "Slice") return node.operator !== "Pad" && wasSymbolic && isSymbolic;
  // A few of the first or last, or a window near the start: bounds that do not depend on the size.
  if (!isSymbolic) return after <= before / 2;
  return isAtAnEnd(node, axis);
}

/** Whether a slice starts at the start, or at its own size before the end. */
function isAtAnEnd({ inputs }: GraphNode, axis: number): boolean {
  const [, starts, , axes] = inputs;
  if (starts?.source.kind !== "dimensions" || axes?.source.kind !== "dimensions") return false;
  const start = starts.source.sizes[axes.source.sizes.indexOf(axis)] ?? 0;
  return start <= 0;
}
