/** Milliseconds since 1970, UTC; handed in, so that tests decide what time it is. */
export type Clock = () => number;
