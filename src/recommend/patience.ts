/** A time for which somebody waits, shared by all who do. */
export interface Patience {
  readonly isOver: boolean;
  /** Resolves when it is over. */
  readonly over: Promise<void>;
}

/** Starts to wait for `ms` milliseconds. It keeps no process from ending. */
export function startPatience(ms: number): Patience {
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    setTimeout(() => {
      isOver = true;
      resolve();
    }, ms).unref();
  });
  return {
    over,
    get isOver() {
      return isOver;
    },
  };
}
