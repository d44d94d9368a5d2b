const SERIES = "The Lantern of Ashmoor";

/** An item that the demo's catalogue does not have: another part of its most famous series, which has five. */
export const DEMO_NEW_ITEM = { id: "item-new", series: SERIES, title: `${SERIES}, Book 6: The Final Return` } as const;
