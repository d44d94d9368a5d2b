import type { DemoCatalogue, DemoSeries, DemoStandalone } from "./demoCatalogue.js";
import type { DemoGenre } from "./demoGenre.js";
import { DEMO_GENRES } from "./demoGenres.js";
import type { DemoItem } from "./demoItem.js";
import { DEMO_MEDIA, type DemoMedium } from "./demoMedium.js";
import type { DemoRandom } from "./demoRandom.js";
import { elementAt } from "./elementAt.js";
import { pick } from "./pick.js";
import { zipfWeight } from "./zipfWeight.js";

/** Series and standalone titles of each genre; with 4 to 8 parts that makes some 1,200 items. */
const SERIES_PER_GENRE = 15;
const STANDALONES_PER_GENRE = 12;
const FEWEST_PARTS = 4;
const MOST_PARTS = 8;

const SUBTITLE_OPENERS = (
  "First Second Long Short Bitter Sweet Hidden Open Falling Rising Empty Crowded Northern Southern Stolen Given Secret Public " +
  "Patient Hasty Narrow Endless Crimson Grey Wandering Waiting Unfinished Final"
).split(" ");
const SUBTITLE_NOUNS = (
  "Road Hour Door Season Bargain Morning River Harvest Shadow Visitor Bridge Winter Window Fire Storm Journey Song Silence " +
  "Return Departure Reckoning Beginning Crossing Inheritance Confession Feast Watch Horizon"
).split(" ");
const FIRST_NAMES = "Ada Bruno Carmen Dmitri Elif Farid Greta Hugo Ines Jonas Keiko Luca Maren Nadia Otto Priya".split(
  " ",
);
const LAST_NAMES =
  "Aldous Birch Castellan Drake Eriksen Fontaine Gray Holm Ivers Juric Kerr Lund Moreau Novak Okafor Pell".split(" ");

/**
 * Makes the demo catalogue: for each genre series with numbered parts, and standalone titles.
 *
 * @param random Decides names and lengths; the same seed gives the same catalogue.
 */
export function makeDemoCatalogue(random: DemoRandom): DemoCatalogue {
  const items: DemoItem[] = [];
  const series: DemoSeries[] = [];
  const standalones: DemoStandalone[] = [];
  DEMO_GENRES.forEach((genre, genreIndex) => {
    const names = seriesNames(genre);
    for (let rank = 0; rank < SERIES_PER_GENRE; rank++) {
      const medium = elementAt(DEMO_MEDIA, rank % DEMO_MEDIA.length);
      const parts = seriesItems(elementAt(names, rank), genre, medium, items.length, random).map(
        (item) => items.push(item) - 1,
      );
      // The companion is a series of the same rank, so of about the same fame, in the next genre of the ring.
      const companion = ((genreIndex + 1) % DEMO_GENRES.length) * SERIES_PER_GENRE + rank;
      series.push({ name: elementAt(names, rank), genre: genreIndex, parts, weight: zipfWeight(rank), companion });
    }
    for (let rank = 0; rank < STANDALONES_PER_GENRE; rank++) {
      const item =
        items.push(standaloneItem(elementAt(names, SERIES_PER_GENRE + rank), genre, items.length, random)) - 1;
      standalones.push({ genre: genreIndex, item, weight: zipfWeight(rank) });
    }
  });
  return { items, series, standalones };
}

/** Thirty-two names that no other genre has, since the words differ: series take the first, standalone titles the next. */
function seriesNames(genre: DemoGenre): readonly string[] {
  const [adjectives, things, places] = [genre.adjectives, genre.things, genre.places];
  const of = things.map((thing, index) => `The ${thing} of ${elementAt(places, index)}`);
  const adjective = things.map(
    (thing, index) => `The ${elementAt(adjectives, (index + 1) % adjectives.length)} ${thing}`,
  );
  const place = things.map((thing, index) => `${elementAt(places, (index + 3) % places.length)} ${thing}`);
  const plain = things.map((thing, index) => `A ${thing} for ${elementAt(places, (index + 5) % places.length)}`);
  return [...of, ...adjective, ...place, ...plain].map((name) =>
    name.replace(/^A (?=[AEIOU])/, "An ").replaceAll("-", " "),
  );
}

/** The parts of one series, in order. */
function seriesItems(
  name: string,
  genre: DemoGenre,
  medium: DemoMedium,
  firstNumber: number,
  random: DemoRandom,
): DemoItem[] {
  const count = FEWEST_PARTS + random.int(MOST_PARTS - FEWEST_PARTS + 1);
  const creator = `${pick(FIRST_NAMES, random)} ${pick(LAST_NAMES, random)}`;
  const firstYear = 1985 + random.int(30);
  const subtitles = distinctSubtitles(count, random);
  return subtitles.map((subtitle, index) => ({
    id: demoItemId(firstNumber + index),
    title: medium.partTitle(name, index + 1, subtitle),
    text:
      `${genre.name}, by ${creator}: ${medium.partName} ${index + 1} of ${count} of "${name}"` +
      (index === 0 ? ", where it all begins." : `, after "${elementAt(subtitles, index - 1)}".`),
    categories: [genre.name, medium.name],
    attributes: { series: name, part: index + 1, parts: count, creator, year: firstYear + index },
  }));
}

/** A title that belongs to no series. */
function standaloneItem(title: string, genre: DemoGenre, number: number, random: DemoRandom): DemoItem {
  const medium = pick(DEMO_MEDIA, random);
  const creator = `${pick(FIRST_NAMES, random)} ${pick(LAST_NAMES, random)}`;
  return {
    id: demoItemId(number),
    title,
    text: `${genre.name}, by ${creator}: complete in itself.`,
    categories: [genre.name, medium.name],
    attributes: { creator, year: 1985 + random.int(38) },
  };
}

function distinctSubtitles(count: number, random: DemoRandom): string[] {
  const subtitles = new Set<string>();
  while (subtitles.size < count) subtitles.add(`The ${pick(SUBTITLE_OPENERS, random)} ${pick(SUBTITLE_NOUNS, random)}`);
  return [...subtitles];
}

function demoItemId(index: number): string {
  return `item-${String(index + 1).padStart(4, "0")}`;
}
