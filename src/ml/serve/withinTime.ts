/** What the promise gives if it does so in time, else `late`; a promise that is late goes on. @param timeMs Milliseconds, 0 or more. */
export async function withinTime<T, L>(promise: Promise<T>, timeMs: number, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<L>((resolve) => {
    timer = setTimeout(() => {
      resolve(late);
    }, timeMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
