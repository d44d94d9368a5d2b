/** How long a clean end may take before the process ends anyway. */
const CLOSE_DEADLINE_MS = 20_000;

/** Closes a service; ends the process with 1 if that takes longer than anything has a right to. */
export async function closeInTime(service: { close(): Promise<void> }): Promise<void> {
  const deadline = setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS);
  try {
    await service.close();
  } finally {
    clearTimeout(deadline);
  }
}
