import type { DemoCatalogue } from "./demoCatalogue.js";
import { DEMO_GENRES } from "./demoGenres.js";
import type { DemoRandom } from "./demoRandom.js";
import type { DemoWalk } from "./demoWalk.js";
import { elementAt } from "./elementAt.js";
import { nextDemoChances, type DemoChance } from "./nextDemoChances.js";
import { pick } from "./pick.js";
import { zipfWeight } from "./zipfWeight.js";

const FEWEST_EVENTS = 8;
const MOST_EVENTS = 26;
/** The first users begin on 1 January 2023, the last of them a year and a half later. */
const FIRST_DAY = Date.UTC(2023, 0, 1);
const DAYS_OF_ARRIVAL = 540;
const DAY_MS = 86_400_000;
const MOST_DAYS_BETWEEN = 9;
const USER_NAMES =
  "ada ben cleo dan eva finn gina hal ida jon kim leo mia ned oona pia quin rob sam tess uma vic wes yara zoe".split(
    " ",
  );

/** One line of the demo log. */
export interface DemoEvent {
  readonly userId: string;
  readonly itemId: string;
  readonly occurredAtMs: number;
  /** How many items were at least as likely as this one by the rules: 0 for what an oracle would put first. */
  readonly oracleRank: number;
}

/** Lets every user of the demo walk through the catalogue; the events of a user are together, oldest first. */
export function makeDemoLog(catalogue: DemoCatalogue, random: DemoRandom, { users = 3000 } = {}): DemoEvent[] {
  return Array.from({ length: users }, (_unused, index) => {
    const id = `${elementAt(USER_NAMES, index % USER_NAMES.length)}-${String(index + 1).padStart(4, "0")}`;
    return userEvents(id, catalogue, random.fork(id));
  }).flat();
}

function userEvents(userId: string, catalogue: DemoCatalogue, random: DemoRandom): DemoEvent[] {
  const count = FEWEST_EVENTS + random.int(MOST_EVENTS - FEWEST_EVENTS + 1);
  let occurredAtMs = FIRST_DAY + random.int(DAYS_OF_ARRIVAL) * DAY_MS;
  let walk: DemoWalk = {
    genre: firstGenre(random),
    slots: [
      { series: null, nextPart: 0 },
      { series: null, nextPart: 0 },
    ],
    lastSlot: 1,
    taken: new Set(),
    begun: new Set(),
  };
  const events: DemoEvent[] = [];
  while (events.length < count) {
    // A gap of at least a day, at a time of day to the second: no two events of a user are at the same time.
    occurredAtMs += (1 + random.int(MOST_DAYS_BETWEEN)) * DAY_MS;
    const chances = nextDemoChances(catalogue, walk, new Date(occurredAtMs).getUTCMonth());
    const chosen = draw(chances, random);
    const oracleRank = chances.filter(
      ({ item, probability }) => item !== chosen.item && probability >= chosen.probability,
    ).length;
    events.push({
      userId,
      itemId: elementAt(catalogue.items, chosen.item).id,
      occurredAtMs: occurredAtMs + random.int(DAY_MS / 1000) * 1000,
      oracleRank,
    });
    walk = taken(catalogue, walk, chosen);
  }
  return events;
}

/** Genres differ in fame too: the ring is entered by rank, in an order that leaves neighbours unlike each other. */
function firstGenre(random: DemoRandom): number {
  const weights = DEMO_GENRES.map((_genre, index) => zipfWeight((index * 5) % DEMO_GENRES.length));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let left = random.next() * sum;
  const found = weights.findIndex((weight) => (left -= weight) < 0);
  return found === -1 ? 0 : found;
}

function draw(chances: readonly DemoChance[], random: DemoRandom): DemoChance {
  let left = random.next();
  return chances.find(({ probability }) => (left -= probability) < 0) ?? pick(chances, random);
}

/** Where the user stands after taking an item. */
function taken(catalogue: DemoCatalogue, walk: DemoWalk, { item, slot }: DemoChance): DemoWalk {
  const next = { ...walk, taken: new Set(walk.taken).add(item) };
  if (slot === null) return next;
  const { series, nextPart } = walk.slots[slot];
  if (series !== null && elementAt(catalogue.series, series).parts[nextPart] === item)
    return { ...next, lastSlot: slot, slots: withSlot(walk, slot, series, nextPart + 1) };
  const begun = catalogue.series.findIndex(({ parts }) => parts[0] === item);
  return {
    ...next,
    lastSlot: slot,
    genre: elementAt(catalogue.series, begun).genre,
    slots: withSlot(walk, slot, begun, 1),
    begun: new Set(walk.begun).add(begun),
  };
}

function withSlot(walk: DemoWalk, slot: 0 | 1, series: number, nextPart: number): DemoWalk["slots"] {
  const changed = { series, nextPart };
  return slot === 0 ? [changed, walk.slots[1]] : [walk.slots[0], changed];
}
