import type { SourceInteraction } from "../formats/sourceInteraction.js";
import type { ImportFault, ImportObserver } from "../recommend/importObserver.js";
import type { ImportProgress } from "../recommend/importProgress.js";
import { ImportJsonLines } from "./importJsonLines.js";
import type { ImportProgressDisplay } from "./importProgressDisplay.js";

/** Faults that a report shows; more would push its counts off the screen. */
const FAULTS_SHOWN = 10;

/** Where an import reports to. */
export interface ImportOutputsOptions {
  readonly display: ImportProgressDisplay;
  /** `null`: nothing is held out. */
  readonly heldOutFile: string | null;
  readonly faultsFile: string | null;
  /** What the timestamps of the source are divided by in the held-out file: 1,000 where they are dates. */
  readonly timestampUnit: number;
}

/** Shows progress, lists faulty rows, and writes held-out events. */
export class ImportOutputs implements ImportObserver {
  readonly faults: ImportFault[] = [];
  faultyRows = 0;
  private readonly heldOutLines: ImportJsonLines | null;
  private readonly faultLines: ImportJsonLines | null;

  constructor(private readonly options: ImportOutputsOptions) {
    this.heldOutLines = options.heldOutFile === null ? null : new ImportJsonLines(options.heldOutFile);
    this.faultLines = options.faultsFile === null ? null : new ImportJsonLines(options.faultsFile);
  }

  onProgress(progress: ImportProgress): void {
    this.options.display.show(progress);
  }

  onFault(fault: ImportFault): void {
    this.faultyRows += 1;
    if (this.faults.length < FAULTS_SHOWN) this.faults.push(fault);
    this.faultLines?.write(fault);
  }

  onHeldOut(event: SourceInteraction): void {
    this.heldOutLines?.write({ ...event, timestamp: event.timestamp / this.options.timestampUnit });
  }

  /** Puts the files in their places. An import that failed has no held-out events, but its faults may say why. */
  close({ isComplete }: { isComplete: boolean }): void {
    this.options.display.stop();
    this.faultLines?.publish();
    if (isComplete) this.heldOutLines?.publish();
    else this.heldOutLines?.discard();
  }
}
