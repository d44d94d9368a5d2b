/** A vector of a user, and the version of the history that it was made from. */
export interface VersionedVector {
  readonly version: string;
  /** Null: nothing of the history could be read. */
  readonly vector: Float32Array | null;
}

/** A page of an answer goes on with the version that the first page had; more than a few are of no use to anybody. */
const MOST_VERSIONS = 3;

/** The language model's vectors of users, by version of the history: the longest unused users are forgotten first. */
export class UserVectorCache {
  /** By user, the longest unused first; of each the newest version last. */
  private readonly users = new Map<string, VersionedVector[]>();

  /** @param mostUsers How many are kept; at 128 numbers a vector, a thousand take a megabyte or two. */
  constructor(private readonly mostUsers: number) {}

  /** What is known of exactly this version; null if nothing is. */
  get(user: string, version: string): VersionedVector | null {
    return this.used(user)?.find((known) => known.version === version) ?? null;
  }

  /** The vector that was computed last of a version as new as any. */
  newest(user: string): { readonly version: string; readonly vector: Float32Array } | null {
    const readable = (this.used(user) ?? []).flatMap(({ version, vector }) => vector === null ? [] : [{ version, vector }]); // prettier-ignore
    return readable.at(-1) ?? null;
  }

  /** @param isEarlier Whether it is of a version before those that are known, computed again for a later page. */
  add(user: string, known: VersionedVector, { isEarlier = false } = {}): void {
    const versions = (this.users.get(user) ?? []).filter(({ version }) => version !== known.version);
    if (isEarlier) versions.unshift(known);
    else versions.push(known);
    if (versions.length > MOST_VERSIONS) versions.splice(isEarlier ? 1 : 0, 1);
    this.users.delete(user);
    this.users.set(user, versions);
    if (this.users.size > this.mostUsers) this.users.delete(this.users.keys().next().value!);
  }

  private used(user: string): readonly VersionedVector[] | undefined {
    const versions = this.users.get(user);
    if (versions === undefined) return undefined;
    this.users.delete(user);
    this.users.set(user, versions);
    return versions;
  }
}
