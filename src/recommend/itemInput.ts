/** An item as a client writes it; an absent or null part keeps what is stored, or has its default on a new item. */
export interface ItemInput {
  readonly id: string;
  /** 1 to 1,000 characters. */
  readonly title: string;
  /** At most 100,000 characters. */
  readonly text?: string | null | undefined;
  /** At most 100 of 1 to 255 characters. */
  readonly categories?: readonly string[] | null | undefined;
  /** At most 64; each text, a number, a boolean or a list of texts. Replaces all the stored ones. */
  readonly attributes?: Readonly<Record<string, unknown>> | null | undefined;
  /** From the year 1000 to a year from now. */
  readonly createdAt?: Date | null | undefined;
  readonly available?: boolean | null | undefined;
  readonly hidden?: boolean | null | undefined;
}
