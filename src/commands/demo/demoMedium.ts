/** A medium of the demo catalogue, and how it counts the parts of a series. */
export interface DemoMedium {
  readonly name: string;
  /** What one part is called in a text: `book` 3 of 6. */
  readonly partName: string;
  /** The full title of one part, `part` from 1. */
  readonly partTitle: (series: string, part: number, subtitle: string) => string;
}

const ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/** Books, films, games and shows: the media of the demo catalogue, taken by its series in turn. */
export const DEMO_MEDIA: readonly DemoMedium[] = [
  { name: "Books", partName: "book", partTitle: (series, part, subtitle) => `${series}, Book ${part}: ${subtitle}` },
  {
    name: "Films",
    partName: "film",
    partTitle: (series, part, subtitle) => `${series} ${ROMAN[part - 1] ?? part}: ${subtitle}`,
  },
  { name: "Games", partName: "game", partTitle: (series, part, subtitle) => `${series} ${part} - ${subtitle}` },
  {
    name: "Shows",
    partName: "season",
    partTitle: (series, part, subtitle) => `${series}, Season ${part}: ${subtitle}`,
  },
];
