/** A dimension that was traced as a prime and is to be any size at run time, by that prime: `{ 7919: "batch" }`. */
export type SymbolicDimensions = Readonly<Record<number, string>>;

/** A size that is a multiple of symbolic dimensions. */
export interface SymbolicSize {
  /** The fixed factor, negative in bounds that count from the end. */
  readonly factor: number;
  /** The markers of the dimensions that are multiplied, repeats included. */
  readonly markers: readonly number[];
}

/** Which sizes of a traced graph stand for symbolic dimensions: those that a marker divides. */
export class SymbolicSizes {
  private readonly names: ReadonlyMap<number, string>;

  /** @throws {RangeError} If a marker is not a prime. */
  constructor(symbolic: SymbolicDimensions) {
    this.names = new Map(Object.entries(symbolic).map(([marker, name]) => [Number(marker), name]));
    for (const [marker, name] of this.names) {
      if (!isPrime(marker)) throw new RangeError(`Cannot trace dimension "${name}" as ${marker}: a prime is wanted`);
    }
  }

  get markers(): number[] {
    return [...this.names.keys()];
  }

  /** Undefined if the size is fixed. */
  analyse(size: number): SymbolicSize | undefined {
    if (size === 0) return undefined;
    let factor = size;
    const markers: number[] = [];
    for (const marker of this.names.keys()) {
      for (; factor % marker === 0; factor /= marker) markers.push(marker);
    }
    return markers.length === 0 ? undefined : { factor, markers };
  }

  isSymbolic(size: number): boolean {
    return this.analyse(size) !== undefined;
  }

  /** `time`, `batch*time`, `2*time`; undefined if the size is fixed. */
  nameOf(size: number): string | undefined {
    const symbolic = this.analyse(size);
    if (!symbolic) return undefined;
    const names = symbolic.markers.map((marker) => this.names.get(marker) ?? "");
    return (symbolic.factor === 1 ? names : [String(symbolic.factor), ...names]).join("*");
  }
}

function isPrime(candidate: number): boolean {
  if (!Number.isInteger(candidate) || candidate < 2) return false;
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) return false;
  return true;
}
