/** A user as a client writes it. */
export interface UserWriteInput {
  readonly id: string;
  /** At most 64; absent or null keeps what is stored. */
  readonly attributes?: Readonly<Record<string, unknown>> | null | undefined;
}
