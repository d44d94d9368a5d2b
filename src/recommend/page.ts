/** One entry of a page. */
export interface PageEdge<T> {
  readonly node: T;
  /** Where the page after this entry starts; opaque. */
  readonly cursor: string;
}

/** Some entries of a longer list. */
export interface Page<T> {
  readonly edges: readonly PageEdge<T>[];
  readonly hasNextPage: boolean;
}
