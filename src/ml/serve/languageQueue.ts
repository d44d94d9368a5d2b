/** A piece of work that waits. */
interface Waiting {
  readonly key: string | null;
  readonly start: () => Promise<void>;
  readonly giveUp: () => void;
}

/** How a piece of work waits. */
export interface QueueOptions {
  /** Of what the same key waits for, only the last is done; null: it stands for itself. */
  readonly key?: string | null;
  /** Done when nothing else waits, or enough else was done while it waited; never refused. */
  readonly isBehind?: boolean;
  /** Called if the work is refused. */
  readonly onRefused?: () => void;
}

/** What else is done at most while something waits behind: with as much to do as there can be, a ninth of the turns are left to that. */
const MOST_BEFORE = 8;

/** Work for a process that does one thing at a time: bounded, and what is outdated before its turn is given up. */
export class LanguageQueue {
  private readonly first: Waiting[] = [];
  private readonly behind: Waiting[] = [];
  private isRunning = false;
  /** Of `first`, since something has waited in `behind`. */
  private doneBefore = 0;

  /** @param mostWaiting More are refused. */
  constructor(private readonly mostWaiting: number) {}

  /** @returns What the work gives; null if it was refused, or given up for newer work of the same key. */
  submit<T>(work: () => Promise<T>, { key = null, isBehind = false, onRefused }: QueueOptions = {}): Promise<T | null> {
    return new Promise((resolve, reject) => {
      const waiting = {
        key,
        start: () => work().then(resolve, reject),
        giveUp: () => {
          resolve(null);
        },
      };
      const outdated = key === null ? -1 : this.first.findIndex((other) => other.key === key);
      if (isBehind) this.behind.push(waiting);
      else if (outdated >= 0) this.first.splice(outdated, 1, waiting)[0]!.giveUp();
      else if (this.first.length < this.mostWaiting) this.first.push(waiting);
      else {
        onRefused?.();
        waiting.giveUp();
      }
      void this.run();
    });
  }

  /** Gives up all that waits. */
  clear(): void {
    for (const { giveUp } of [...this.first.splice(0), ...this.behind.splice(0)]) giveUp();
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    for (let next = this.next(); next !== undefined; next = this.next()) await next.start();
    this.isRunning = false;
  }

  private next(): Waiting | undefined {
    const isBehindDue = this.behind.length > 0 && (this.first.length === 0 || this.doneBefore >= MOST_BEFORE);
    this.doneBefore = isBehindDue || this.behind.length === 0 ? 0 : this.doneBefore + 1;
    return isBehindDue ? this.behind.shift() : this.first.shift();
  }
}
