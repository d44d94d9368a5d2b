import type { DemoItem } from "./demoItem.js";

/** A series: its parts are taken in order. */
export interface DemoSeries {
  readonly name: string;
  /** Place in `DEMO_GENRES`. */
  readonly genre: number;
  /** Its parts, first part first: places in `DemoCatalogue.items`. */
  readonly parts: readonly number[];
  /** How often it is begun, relative to the genre's other series. */
  readonly weight: number;
  /** The series that half of its readers go on to: place in `DemoCatalogue.series`. */
  readonly companion: number;
}

/** A title of its own. */
export interface DemoStandalone {
  /** Place in `DEMO_GENRES`. */
  readonly genre: number;
  /** Place in `DemoCatalogue.items`. */
  readonly item: number;
  /** How often it is taken, relative to the genre's other standalone titles. */
  readonly weight: number;
}

/** All that can be taken in the demo. */
export interface DemoCatalogue {
  readonly items: readonly DemoItem[];
  readonly series: readonly DemoSeries[];
  readonly standalones: readonly DemoStandalone[];
}
