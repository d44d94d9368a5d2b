import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { DEFAULT_SPACE } from "../../src/domain/spaceId.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { openDatabase } from "../../src/store/openDatabase.js";
import { SequiturHome } from "../client/sequiturHome.js";
import { temporaryHome } from "../client/temporaryHome.js";
import type { BenchCase, BenchRow } from "../harness/benchCase.js";
import { quantile } from "../harness/quantile.js";
import { copySeconds } from "../serving/copySeconds.js";
import { writeGeneratedLog } from "../serving/generatedLog.js";
import { runImport, type TimedImport } from "../serving/runImport.js";
import { SILENT_LOG } from "../serving/silentLog.js";

const DATA_SET = "ml-1m";
const TENTH = "ml-100k";
const ROUNDS = 3;
const MOST_SECONDS = 20;
const FEW = { items: 300, users: 150, events: [10, 30] } as const;

/** Reading a data set into the store. */
export const IMPORT_ML_1M: BenchCase = {
  name: "import-ml-1m",
  title: "Import of MovieLens-1M into a fresh embedded database",
  missing: ({ dataFolder }, isQuick) =>
    isQuick || (dataFolder !== null && existsSync(join(dataFolder, DATA_SET)))
      ? null
      : `needs ${DATA_SET} in the data folder`,
  check: () =>
    inFreshHome(async (sequitur) => {
      const folder = join(sequitur.folder, "bench-data");
      const users = await writeGeneratedLog(folder, FEW);
      const imported = await runImport(sequitur, folder);
      const events = users.reduce((sum, { history }) => sum + history.length, 0);
      if (imported.added !== events || imported.items !== FEW.items)
        throw new Error(`Cannot trust the import: ${imported.added} events of ${events}, ${imported.items} items of ${FEW.items}`); // prettier-ignore
      await checkStored(sequitur.folder, imported);
    }),
  async measure({ dataFolder, say }): Promise<readonly BenchRow[]> {
    const tenth = join(dataFolder!, TENTH);
    const smaller = existsSync(tenth) ? await inFreshHome((sequitur) => runImport(sequitur, tenth)) : null;
    const imports: TimedImport[] = [];
    const copies: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      say(`import-ml-1m: round ${round + 1} of ${ROUNDS}`);
      await inFreshHome(async (sequitur) => {
        const imported = await runImport(sequitur, join(dataFolder!, DATA_SET));
        imports.push(imported);
        copies.push(await checkStored(sequitur.folder, imported, copySeconds));
      });
    }
    return rows(imports, copies, smaller);
  },
};

function rows(
  imports: readonly TimedImport[],
  copies: readonly number[],
  smaller: TimedImport | null,
): readonly BenchRow[] {
  const seconds = imports.map((each) => each.seconds);
  const peaks = imports.map(({ peakMb }) => peakMb);
  return [
    {
      what: "import of ml-1m, the database made for it included",
      value: quantile(seconds, 0.5),
      unit: "s",
      bar: { atMost: MOST_SECONDS },
      against: `COPY of the same events into a bare table of the same server: ${quantile(copies, 0.5).toFixed(1)} s, median of ${ROUNDS} both`,
      details: { seconds, copies },
    },
    {
      what: "peak resident memory of that import",
      value: quantile(peaks, 0.5),
      unit: "MB",
      bar: null,
      against: smaller === null ? "" : `${TENTH}, a tenth of the events: ${smaller.peakMb.toFixed(0)} MB`,
      details: { peaks },
    },
  ];
}

async function inFreshHome<Result>(use: (sequitur: SequiturHome) => Promise<Result>): Promise<Result> {
  const folder = await temporaryHome("sequitur-bench-");
  try {
    return await use(new SequiturHome(folder, { environment: {}, fromSource: false }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Counts what an import has stored, then does something with the database. @throws {Error} If it is not what was said. */
async function checkStored(
  folder: string,
  { added }: TimedImport,
  use: (database: Database) => Promise<number> = () => Promise.resolve(0),
): Promise<number> {
  const database = await openDatabase({ folder, log: SILENT_LOG });
  try {
    const stored = await new InteractionRepository(database).count(DEFAULT_SPACE);
    if (stored !== added) throw new Error(`Cannot trust the import: it added ${added} events, ${stored} are stored`);
    return await use(database);
  } finally {
    await database.close();
  }
}
