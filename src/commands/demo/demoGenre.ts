/** A genre of the demo catalogue, with the words that its titles are made of. */
export interface DemoGenre {
  readonly name: string;
  /** Two-word-title openers: `Silver` in `The Silver Harbour`. */
  readonly adjectives: readonly string[];
  /** What its stories are about: `Lantern` in `The Lantern of Ashmoor`. */
  readonly things: readonly string[];
  /** Where they happen: `Ashmoor`. */
  readonly places: readonly string[];
}
