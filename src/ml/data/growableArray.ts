/** First capacity; small enough for tests, and doubling makes it irrelevant for large logs. */
const FIRST_CAPACITY = 1024;

/** A typed array that grows at its end, at a constant cost a value: a plain array of numbers takes several times its memory. */
export class GrowableArray<T extends Uint32Array | Float64Array> {
  private values: T;
  private used = 0;

  constructor(private readonly allocate: (length: number) => T) {
    this.values = allocate(FIRST_CAPACITY);
  }

  get length(): number {
    return this.used;
  }

  push(value: number): void {
    if (this.used === this.values.length) {
      const larger = this.allocate(this.used * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.used++] = value;
  }

  /** The values so far, without a copy; valid until the next `push`. */
  view(): T {
    return this.values.subarray(0, this.used) as T;
  }
}
