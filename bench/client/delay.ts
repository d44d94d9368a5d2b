/** Waits. */
export async function delay(milliseconds: number): Promise<void> {
  await new Promise((done) => setTimeout(done, milliseconds));
}
