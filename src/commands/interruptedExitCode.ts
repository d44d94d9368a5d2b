/** The exit code of what a signal ended before it was done, as shells have it; a worker tells by it that its training did not fail. */
export const INTERRUPTED_EXIT_CODE = 130;
