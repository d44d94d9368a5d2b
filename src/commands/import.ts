import { join, resolve } from "node:path";

import { Option, type Command } from "commander";

import { readConfig, type Config } from "../config/config.js";
import type { Clock } from "../domain/clock.js";
import { DEFAULT_SPACE, spaceId, type SpaceId } from "../domain/spaceId.js";
import { parseColumnMapping } from "../formats/columnMapping.js";
import type { DataSource } from "../formats/dataSource.js";
import { openSource } from "../formats/openSource.js";
import { SOURCE_FORMATS, type SourceFormat } from "../formats/sourceFormat.js";
import { importDataSet, type ImportDependencies } from "../recommend/importDataSet.js";
import type { Database } from "../store/database.js";
import { InteractionRepository } from "../store/interactionRepository.js";
import { ItemRepository } from "../store/itemRepository.js";
import { SpaceRepository } from "../store/spaceRepository.js";
import { UserRepository } from "../store/userRepository.js";
import { createLogger } from "./createLogger.js";
import { ImportOutputs } from "./importOutputs.js";
import { importReport, type ImportReport } from "./importReport.js";
import { openHomeDatabase } from "./openHomeDatabase.js";
import { openImportProgress } from "./openImportProgress.js";
import { withAbortSignal } from "./withAbortSignal.js";

/** As for events that clients log: how far clocks may run ahead. */
const MAX_AHEAD_MS = 5 * 60 * 1000;

/** The options of `sequitur import`, as commander hands them over. */
interface ImportCommandOptions {
  readonly format: SourceFormat;
  readonly columns?: string;
  readonly space: string;
  readonly holdOut: "none" | "last";
  readonly heldOutFile?: string;
  readonly faultsFile?: string;
  readonly json?: true;
}

/** Adds `sequitur import` to the program. */
export function registerImport(program: Command): void {
  program
    .command("import")
    .description("read users, items and interactions of a data set into a space; importing again adds nothing")
    .argument("<path>", "a folder of the data set, or one of its files; .gz files are read as they are")
    .addOption(new Option("--format <format>", "what the path holds").choices(SOURCE_FORMATS).default("auto"))
    .option(
      "--columns <mapping>",
      "columns of a csv or recbole file: user=NAME,item=NAME,time=NAME,type=NAME,value=NAME",
    )
    .option("--space <name>", "the space to import into", DEFAULT_SPACE)
    .addOption(
      new Option("--hold-out <what>", "keep each user's last event out of the store, and write it to a file")
        .choices(["none", "last"])
        .default("none"),
    )
    .option("--held-out-file <file>", "where held-out events go (default: held-out/<space>.jsonl in SEQUITUR_HOME)")
    .option("--faults-file <file>", "where to list all faulty rows, as JSON lines")
    .option("--json", "print the summary as one JSON object")
    .action(async (path: string, options: ImportCommandOptions) => {
      const clock = Date.now;
      const effects = { config: readConfig(), clock };
      // The database is opened and closed within: Ctrl-C leaves none behind.
      const report = await withAbortSignal((signal) => runImport(path, options, { ...effects, signal }), { clock });
      process.stdout.write(`${options.json ? JSON.stringify(report) : importReport(report)}\n`);
    });
}

interface ImportEffects {
  readonly config: Config;
  readonly clock: Clock;
  /** Ends the import after its batch. */
  readonly signal: AbortSignal;
}

async function runImport(path: string, options: ImportCommandOptions, effects: ImportEffects): Promise<ImportReport> {
  const { config, clock } = effects;
  const space = spaceId(options.space);
  const columns = options.columns === undefined ? {} : parseColumnMapping(options.columns);
  // Before the database is started: most mistakes are about the path.
  const source = await openSource(path, { format: options.format, columns, latestMs: clock() + MAX_AHEAD_MS });
  const database = await openHomeDatabase(config, createLogger(config));
  try {
    return await importInto(database, source, { ...options, space }, effects);
  } finally {
    await database.close();
  }
}

async function importInto(
  database: Database,
  source: DataSource,
  options: ImportCommandOptions & { readonly space: SpaceId },
  { config, clock, signal }: ImportEffects,
): Promise<ImportReport> {
  const { space, holdOut, faultsFile: givenFaultsFile } = options;
  const heldOutFile =
    holdOut === "none" ? null : resolve(options.heldOutFile ?? join(config.home, "held-out", `${space}.jsonl`));
  const faultsFile = givenFaultsFile === undefined ? null : resolve(givenFaultsFile);
  const dependencies = await importDependencies(database, clock);
  const outputs = new ImportOutputs({
    display: openImportProgress(process.stderr, clock),
    heldOutFile,
    faultsFile,
    timestampUnit: source.timestampKind === "unix" ? 1000 : 1,
  });
  let isComplete = false;
  try {
    const summary = await importDataSet(dependencies, source, { space, holdOut, signal }, outputs);
    isComplete = true;
    const { faultyRows, faults } = outputs;
    return { space, ...summary, faultyRows, faults, faultsFile, heldOutFile };
  } finally {
    outputs.close({ isComplete });
  }
}

async function importDependencies(database: Database, clock: Clock): Promise<ImportDependencies> {
  const spaces = new SpaceRepository(database);
  await spaces.ensure(DEFAULT_SPACE);
  return {
    spaces,
    items: new ItemRepository(database),
    users: new UserRepository(database),
    interactions: new InteractionRepository(database),
    clock,
  };
}
