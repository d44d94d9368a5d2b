/** How long a clean end may take before the process ends anyway. */
const CLOSE_DEADLINE_MS = 20_000;

/**
 * Waits for SIGINT, SIGTERM, or the end of the parent process (a closed IPC channel), then closes the service.
 * A second signal ends the process at once.
 */
export async function untilSignal(service: { close(): Promise<void> }): Promise<void> {
  await new Promise<void>((done) => {
    for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"] as const) process.once(event, () => done());
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const deadline = setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS);
  await service.close();
  clearTimeout(deadline);
}
