import { type ChildProcess, spawn } from "node:child_process";

import { DomainError } from "../../domain/domainError.js";
import type { Logger } from "../../domain/logger.js";
import type { InferenceCall, InferenceReply, InferenceRequest } from "./inferenceMessage.js";
import { InferenceProcessEnded } from "./inferenceProcessEnded.js";
import { withinTime } from "./withinTime.js";

/** An idle process ends at once when its channel closes; one with calls under way, or in the middle of a large run, is not waited for longer than this. */
const END_WITHIN_MS = 5000;

const LATE = Symbol("late");

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** An inference process as its parent sees it: calls with replies, until it ends for whatever reason. */
export class InferenceProcess {
  /** Resident memory when it last said so, in bytes. */
  rssBytes = 0;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private readonly pending = new Map<number, PendingCall>();
  private nextId = 0;
  private hasEnded = false;
  private closing = false;

  /** @param command Program and arguments that start `inferenceChild`. */
  constructor(
    command: readonly string[],
    private readonly log: Logger,
  ) {
    const [program = "", ...parameters] = command;
    // Standard output belongs to the parent's own results.
    this.child = spawn(program, parameters, {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      serialization: "advanced",
    });
    this.child.on("message", (reply) => {
      this.receive(reply as InferenceReply);
    });
    this.ended = new Promise((resolve) => {
      const end = (how: string, cause?: unknown): void => {
        this.end(new InferenceProcessEnded(how, this.closing, { cause }));
        resolve();
      };
      this.child.on("exit", (code, signal) => {
        end(signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`);
      });
      this.child.on("error", (cause) => {
        if (this.child.pid === undefined) end(`it did not start: ${cause.message}`, cause);
      });
    });
  }

  /** Whether it ends, or has ended, because it was told to. */
  get isClosing(): boolean {
    return this.closing;
  }

  get pid(): number | null {
    return this.hasEnded ? null : (this.child.pid ?? null);
  }

  /**
   * Asks and waits for the reply.
   *
   * @param withinMs A process that has not replied by then is taken to be stuck, and is ended; absent: there is no limit.
   * @throws {InferenceProcessEnded} If the process ends before it replies.
   * @throws {DomainError} As the process threw it; anything else that it threw, and no reply in time, is an `Error`.
   */
  async call(call: InferenceCall, withinMs?: number): Promise<unknown> {
    const reply = this.send(call);
    if (withinMs === undefined) return reply;
    const answer = await withinTime(reply, withinMs, LATE);
    if (answer !== LATE) return answer;
    this.child.kill("SIGKILL");
    throw new Error(`Cannot wait for an inference process: it has not answered "${call.type}" within ${withinMs} ms`);
  }

  /** Gives the calls under way a few seconds to finish, then ends the process; resolves when it is gone. */
  async close(): Promise<void> {
    this.closing = true;
    if (this.pending.size === 0) this.disconnect();
    const impatience = setTimeout(() => this.child.kill("SIGKILL"), END_WITHIN_MS);
    await this.ended;
    clearTimeout(impatience);
  }

  private send(call: InferenceCall): Promise<unknown> {
    if (this.hasEnded) return Promise.reject(new InferenceProcessEnded("it had ended before the call", this.closing));
    return new Promise((resolve, reject) => {
      const request: InferenceRequest = { ...call, id: this.nextId++ };
      // A closed channel is reported to the callback; the exit that comes with it rejects the call. What cannot be sent throws.
      this.child.send(request, () => undefined);
      this.pending.set(request.id, { resolve, reject });
    });
  }

  private receive(reply: InferenceReply): void {
    if (reply.type === "log") {
      this.log[reply.level](reply.fields, reply.message);
      return;
    }
    const call = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    if (reply.type === "value") {
      if (reply.rssBytes > 0) this.rssBytes = reply.rssBytes;
      call?.resolve(reply.value);
    } else call?.reject(thrown(reply));
    if (this.closing && this.pending.size === 0) this.disconnect();
  }

  private disconnect(): void {
    if (this.child.connected) this.child.disconnect();
  }

  private end(error: InferenceProcessEnded): void {
    this.hasEnded = true;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

/** The error as it was thrown in the other process; its stack there is the cause here. */
function thrown({ code, message, stack }: InferenceReply & { readonly type: "error" }): Error {
  return code === null ? new Error(message, { cause: stack }) : new DomainError(code, message, { cause: stack });
}
