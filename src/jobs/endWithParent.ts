/** What is needed of `process`. */
export type ChildProcessSide = Pick<NodeJS.Process, "connected" | "channel" | "once" | "exit">;

/**
 * Ends this process when the one that started it with an IPC channel is gone, however it went, before this call or
 * after: a worker that was killed leaves no training behind. Does nothing in a process that was started otherwise.
 */
export function endWithParent(process: ChildProcessSide): void {
  const isConnected = process.connected as boolean | undefined; // undefined: there never was a channel
  if (isConnected === undefined) return;
  if (!isConnected) process.exit(1);
  process.once("disconnect", () => process.exit(1));
  process.channel?.unref(); // the channel alone must not keep a finished process
}
