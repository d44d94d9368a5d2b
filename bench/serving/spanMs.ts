/** How long something takes, in milliseconds. */
export async function spanMs(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
