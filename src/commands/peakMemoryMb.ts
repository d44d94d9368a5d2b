const KB_PER_MB = 1_024;

/** Highest resident memory of this process so far. */
export function peakMemoryMb(): number {
  return process.resourceUsage().maxRSS / KB_PER_MB;
}
