import type { DemoCatalogue } from "./demoCatalogue.js";
import { DEMO_GENRES } from "./demoGenres.js";
import type { DemoWalk } from "./demoWalk.js";
import { elementAt } from "./elementAt.js";

/** The share of steps that take a standalone title on impulse. */
const IMPULSE = 0.05;
/** The share of the other steps that turn to the series not taken last: two series are read interleaved. */
const ALTERNATE = 0.9;
/** The share of turns at a series that drop it for another: order tells which of the unfinished ones are still read. */
const ABANDON = 0.08;
/** The share of those who finish a series that begin its companion. */
const COMPANION = 0.5;
/** Where a new series comes from: the genre of the moment, the next one in the season's direction, the one behind. */
const STAY = 0.6;
const WITH_SEASON = 0.35;
const AGAINST_SEASON = 0.05;

/** One item that may come next. */
export interface DemoChance {
  /** Place in `DemoCatalogue.items`. */
  readonly item: number;
  /** All chances of a step add up to 1. */
  readonly probability: number;
  /** Which of the two open series it belongs to; null for a standalone title. */
  readonly slot: 0 | 1 | null;
}

/** The rules of the demo in one place: what a user may take next, and how likely each is. */
export function nextDemoChances(catalogue: DemoCatalogue, walk: DemoWalk, monthFrom0: number): DemoChance[] {
  const impulses = catalogue.standalones
    .filter(({ genre, item }) => genre === walk.genre && !walk.taken.has(item))
    .map(({ item, weight }) => ({ item, probability: weight, slot: null }));
  const other: 0 | 1 = walk.lastSlot === 0 ? 1 : 0;
  return [
    ...scaled(impulses, impulses.length === 0 ? 0 : IMPULSE),
    ...scaled(slotChances(catalogue, walk, other, monthFrom0), (1 - IMPULSE) * ALTERNATE),
    ...scaled(slotChances(catalogue, walk, walk.lastSlot, monthFrom0), (1 - IMPULSE) * (1 - ALTERNATE)),
  ];
}

/** What comes next in one of the two series: mostly its next part, and after its last part mostly its companion's first. */
function slotChances(catalogue: DemoCatalogue, walk: DemoWalk, slot: 0 | 1, monthFrom0: number): DemoChance[] {
  const { series, nextPart } = walk.slots[slot];
  const starts = startChances(catalogue, walk, slot, monthFrom0);
  if (series === null) return starts;
  const { parts, companion } = elementAt(catalogue.series, series);
  if (nextPart < parts.length) {
    const next = { item: elementAt(parts, nextPart), probability: 1 - ABANDON, slot };
    return [next, ...scaled(starts, ABANDON)];
  }
  if (walk.begun.has(companion)) return starts;
  const first = { item: elementAt(elementAt(catalogue.series, companion).parts, 0), probability: COMPANION, slot };
  return [first, ...scaled(starts, 1 - COMPANION)];
}

/** The first parts of series that the user has not begun, by fame, from the genre of the moment and its neighbours. */
function startChances(catalogue: DemoCatalogue, walk: DemoWalk, slot: 0 | 1, monthFrom0: number): DemoChance[] {
  const starts = catalogue.series.flatMap(({ genre, weight, parts }, index) => {
    const probability = weight * genreShare(walk.genre, genre, monthFrom0);
    return probability === 0 || walk.begun.has(index) ? [] : [{ item: elementAt(parts, 0), probability, slot }];
  });
  return scaled(starts, 1);
}

/** How likely a new series comes from `genre`. In the light half of the year tastes move up the ring, in the dark half down. */
function genreShare(current: number, genre: number, monthFrom0: number): number {
  const season = monthFrom0 >= 3 && monthFrom0 <= 8 ? 1 : -1;
  if (genre === current) return STAY;
  if (genre === ringStep(current, season)) return WITH_SEASON;
  return genre === ringStep(current, -season) ? AGAINST_SEASON : 0;
}

function ringStep(genre: number, step: number): number {
  return (genre + step + DEMO_GENRES.length) % DEMO_GENRES.length;
}

function scaled(chances: readonly DemoChance[], share: number): DemoChance[] {
  const sum = chances.reduce((total, { probability }) => total + probability, 0);
  return chances.map((chance) => ({ ...chance, probability: (chance.probability / sum) * share }));
}
