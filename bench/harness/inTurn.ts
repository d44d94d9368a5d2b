/**
 * Measures two things in turn, A B A B, so that what the machine does besides meets both alike.
 *
 * @param rounds At least 1; a first round more warms both up and does not count.
 * @returns What each round measured, in order.
 */
export async function inTurn(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<{ ours: number[]; theirs: number[]; ratios: number[] }> {
  await ours();
  await theirs();
  const measured = { ours: [] as number[], theirs: [] as number[], ratios: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const [a, b] = [await ours(), await theirs()];
    measured.ours.push(a);
    measured.theirs.push(b);
    measured.ratios.push(a / b);
  }
  return measured;
}
