/** A batch's loss, and its gradients by parameter. */
export interface LossAndGradients {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Float32Array>>;
}
