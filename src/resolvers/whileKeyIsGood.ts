import { DomainError } from "../domain/domainError.js";

/** How a subscription learns that its key was revoked. */
export interface KeyWatch {
  readonly isKeyGood: () => Promise<boolean>;
  /** How often to ask while nothing happens, in milliseconds. */
  readonly keyCheckMs: number;
}

/**
 * Passes a stream on while the key is good. It is asked before every event, and in between: a revoked key gets nothing
 * more, even if the stream falls silent.
 *
 * @throws {DomainError} On the next step, `UNAUTHENTICATED`, once the key is revoked.
 */
export function whileKeyIsGood<T>(source: AsyncGenerator<T, void>, watch: KeyWatch): AsyncIterableIterator<T, void> {
  let reject: (reason: unknown) => void = () => undefined;
  const revoked = new Promise<never>((_resolve, rejectRevoked) => (reject = rejectRevoked));
  revoked.catch(() => undefined); // it is raced below; alone it would count as unhandled
  const check = async (): Promise<void> => {
    if (await watch.isKeyGood()) return;
    throw new DomainError("UNAUTHENTICATED", "Cannot go on: the API key was revoked, a good one is wanted");
  };
  const timer = setInterval(() => void check().catch(reject), watch.keyCheckMs).unref();
  const end = (): void => {
    clearInterval(timer);
    void source.return().catch(() => undefined); // not awaited: it may be waiting for an event that never comes
  };
  return {
    async next() {
      try {
        const step = await Promise.race([source.next(), revoked]);
        if (step.done === true) end();
        else await check();
        return step;
      } catch (error) {
        end();
        throw error;
      }
    },
    return() {
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
