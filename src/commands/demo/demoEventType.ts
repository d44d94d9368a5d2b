/** The one event type of the demo: somebody finished a book, a film, a game or a season. */
export const DEMO_EVENT_TYPE = "finish";
