/** Waits until the condition holds; fails after the deadline, which is far beyond what a loaded machine needs. */
export async function until(condition: () => boolean, what: string, deadlineMs = 30_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Cannot wait longer: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
