import { DEFAULT_SPACE } from "../../src/domain/spaceId.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import type { BenchCase, BenchRow } from "../harness/benchCase.js";
import type { ServingHome } from "../serving/servingHome.js";
import { sharedHome } from "../serving/sharedHome.js";
import { withLoadGenerator } from "../serving/withLoadGenerator.js";

const BATCH = 100;
const CONNECTIONS = 4;
const WARM_UP_SECONDS = 2;
const SECONDS = 15;
const LEAST_PER_SECOND = 5_000;

/** Events taken. */
export const LOG_INTERACTIONS: BenchCase = {
  name: "log-interactions",
  title: "logInteractions in batches of 100, acknowledged when they are on disk",
  async check() {
    await logFor(await sharedHome("small"), 0, 1);
  },
  async measure(): Promise<readonly BenchRow[]> {
    const { perSecond, acknowledged } = await logFor(await sharedHome("full"), WARM_UP_SECONDS, SECONDS);
    return [
      {
        what: "events logged over HTTP in batches of 100, durably",
        value: perSecond,
        unit: "/s",
        bar: { atLeast: LEAST_PER_SECOND },
        against: `${CONNECTIONS} connections for ${SECONDS} s, load from a process on the same cores; ${acknowledged.toLocaleString("en")} acknowledged, as many stored`,
        details: { acknowledged },
      },
    ];
  },
};

/** Logs for so long. @throws {Error} If the store holds other events than were acknowledged, or is not durable. */
async function logFor(home: ServingHome, warmUpSeconds: number, seconds: number) {
  return home.withDatabase(async (database) => {
    const log = new InteractionRepository(database);
    const { rows } = await database.pool.query<{ durable: boolean }>(
      `select current_setting('fsync') = 'on' and current_setting('synchronous_commit') = 'on' as durable`,
    );
    if (rows[0]?.durable !== true)
      throw new Error("Cannot call events durable: the database does not wait for the disk");
    const before = await log.count(DEFAULT_SPACE);
    const { warmUp, measured } = await home.withServer((server) =>
      withLoadGenerator(home, server, async (load) => {
        const task = { kind: "log", connections: CONNECTIONS } as const;
        const warmUp = warmUpSeconds === 0 ? 0 : (await load({ ...task, seconds: warmUpSeconds })).latenciesMs.length;
        return { warmUp, measured: await load({ ...task, seconds }) };
      }),
    );
    const batches = measured.latenciesMs.length;
    const acknowledged = (warmUp + batches) * BATCH;
    const stored = (await log.count(DEFAULT_SPACE)) - before;
    if (stored !== acknowledged || batches === 0)
      throw new Error(`Cannot trust acknowledgements: ${acknowledged} events were acknowledged, ${stored} are stored`);
    return { acknowledged, perSecond: (batches * BATCH) / measured.seconds };
  });
}
