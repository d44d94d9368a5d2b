/** Reads fields of a configuration; every fault is told as the message of a `RangeError`, without the file's name. */
export class ConfigFields {
  /** @param prefix Of the fields' names in messages and in the record, such as `llama.`. */
  constructor(
    private readonly record: Readonly<Record<string, unknown>>,
    private readonly prefix = "",
  ) {}

  /** The field as it is; null and absent are alike. */
  raw(name: string): unknown {
    return this.record[this.prefix + name] ?? undefined;
  }

  /** @throws {RangeError} Unless it is a positive integer. */
  count(name: string, otherwise?: number): number {
    const value = this.raw(name) ?? otherwise;
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1)
      throw this.fault(name, "a positive integer");
    return value;
  }

  /** @throws {RangeError} Unless it is a number above 0. */
  positive(name: string, otherwise?: number): number {
    const value = this.raw(name) ?? otherwise;
    if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) throw this.fault(name, "a number above 0");
    return value;
  }

  /** @throws {RangeError} Unless it is true, false or absent. */
  flag(name: string, otherwise = false): boolean {
    const value = this.raw(name) ?? otherwise;
    if (typeof value !== "boolean") throw this.fault(name, "true or false");
    return value;
  }

  /** Another object within; empty where it is absent. @throws {RangeError} If it is something else. */
  fields(name: string): ConfigFields {
    const value = this.raw(name) ?? {};
    if (typeof value !== "object" || Array.isArray(value)) throw this.fault(name, "an object");
    return new ConfigFields(value as Record<string, unknown>);
  }

  /** @throws {RangeError} If the field says other than what alone is supported; absent passes. */
  refuseOther(name: string, supported: unknown): void {
    const value = this.raw(name) ?? supported;
    if (value !== supported) throw this.fault(name, `${JSON.stringify(supported)}, which alone is supported,`);
  }

  /** The error for a field that holds something else than what is wanted. */
  fault(name: string, wanted: string): RangeError {
    const raw = this.raw(name);
    const value = raw === undefined ? "missing" : JSON.stringify(raw);
    return new RangeError(`"${this.prefix}${name}" is ${value}, ${wanted} is wanted`);
  }
}
