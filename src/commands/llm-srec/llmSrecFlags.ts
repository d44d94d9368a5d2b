import { Option, type Command } from "commander";

import { DomainError } from "../../domain/domainError.js";
import { LANGUAGE_MODEL_LIMITS } from "../../domain/languageModelLimits.js";
import type { ModelKind, TrainingBackend } from "../../ml/index.js";
import { numberOption } from "../numberOption.js";
import { wholeNumberOption } from "../wholeNumberOption.js";

const { layers: MOST_LAYERS, weight: MOST_WEIGHT } = LANGUAGE_MODEL_LIMITS;

/** What each choice is called in the options of a training. */
export const DISTILLATIONS = { mse: "mse", infonce: "infoNce" } as const;
export const NEGATIVES = { random: "random", "in-batch": "inBatch", catalogue: "catalogue" } as const;

/** The options of `sequitur train` that are of `--model llm-srec` alone. */
export interface LlmSrecFlags {
  readonly lm?: string;
  /** Another name than the path's for the card. */
  readonly lmName?: string;
  readonly teacher?: string;
  readonly layers?: number;
  readonly prompt?: "paper" | "compact";
  readonly distillation?: keyof typeof DISTILLATIONS;
  readonly negatives?: keyof typeof NEGATIVES;
  readonly positions?: "last" | "all";
  readonly weightRetrieval?: number;
  readonly weightDistillation?: number;
  readonly weightUniformity?: number;
  readonly resume?: string;
}

/** Options of all kinds that this one cannot have. */
interface SharedFlags {
  readonly refit?: true;
  readonly backend?: TrainingBackend;
}

/** With the two that there is no default for. */
export type CheckedLlmSrecFlags = LlmSrecFlags & Required<Pick<LlmSrecFlags, "lm" | "teacher">>;

const weight = numberOption(0, MOST_WEIGHT);

const FLAGS: readonly Option[] = [
  new Option(
    "--lm <name>",
    "llm-srec: the language model, a folder, a .gguf file, owner/name of the hub, or catalogue",
  ),
  new Option("--lm-name <name>", "llm-srec: what the artifact calls the language model").hideHelp(),
  new Option("--teacher <folder>", "llm-srec: the artifact of a sasrec or esasrec that was trained on the same data"),
  new Option("--layers <number>", "llm-srec: first layers of the language model that are used").argParser(
    wholeNumberOption(1, MOST_LAYERS),
  ),
  new Option("--prompt <name>", "llm-srec: what the language model reads of a history").choices(["paper", "compact"]),
  new Option("--distillation <loss>", "llm-srec: how it learns from the teacher").choices(Object.keys(DISTILLATIONS)),
  new Option("--negatives <which>", "llm-srec: what the next item is told from").choices(Object.keys(NEGATIVES)),
  new Option("--positions <which>", "llm-srec: which items of a history are learned from").choices(["last", "all"]),
  new Option("--weight-retrieval <number>", `llm-srec: of that loss, 0 to ${MOST_WEIGHT}`).argParser(weight),
  new Option("--weight-distillation <number>", `llm-srec: of that loss, 0 to ${MOST_WEIGHT}`).argParser(weight),
  new Option("--weight-uniformity <number>", `llm-srec: of that loss, 0 to ${MOST_WEIGHT}`).argParser(weight),
  new Option("--resume <folder>", "llm-srec: where the work lies: kept, and gone on with if there is any"),
];

/** Adds the options to the command. */
export function addLlmSrecFlags(command: Command): Command {
  for (const flag of FLAGS) command.addOption(flag);
  return command;
}

/**
 * Sees to it that a training has the options that its kind wants, and none that it does not know.
 *
 * @returns The options of `llm-srec`; null for other kinds.
 * @throws {DomainError} `BAD_CONFIG`
 */
export function checkedLlmSrecFlags(model: ModelKind, given: LlmSrecFlags & SharedFlags): CheckedLlmSrecFlags | null {
  if (model !== "llm-srec") {
    const foreign = FLAGS.find((flag) => flag.attributeName() in given);
    if (foreign === undefined) return null;
    throw new DomainError("BAD_CONFIG", `Cannot train ${model} with ${foreign.long ?? ""}: --model llm-srec is wanted`);
  }
  const { lm, teacher, refit, backend = "onnx", ...others } = given;
  if (lm === undefined) throw missing("--lm", "a folder, a .gguf file, owner/name of the hub, or catalogue");
  if (teacher === undefined) throw missing("--teacher", "the folder of a sasrec or esasrec of the same data");
  if (refit === true)
    throw new DomainError(
      "BAD_CONFIG",
      "Cannot train llm-srec with --refit: no item would be left to weigh teacher and language model by, leave it out",
    );
  if (backend !== "onnx")
    throw new DomainError("BAD_CONFIG", `Cannot train llm-srec with --backend ${backend}: onnx is wanted`);
  return { ...others, lm, teacher };
}

function missing(flag: string, wanted: string): DomainError {
  return new DomainError("BAD_CONFIG", `Cannot train llm-srec without ${flag}: ${wanted} is wanted`);
}
