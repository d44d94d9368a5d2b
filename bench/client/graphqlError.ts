/** An answer of the server that holds errors. */
export class GraphqlError extends Error {
  override readonly name = "GraphqlError";

  constructor(
    message: string,
    /** `extensions.code` of the first error; `UNKNOWN` where it has none. */
    readonly code: string,
  ) {
    super(message);
  }
}
