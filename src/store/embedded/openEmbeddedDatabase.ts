import { DomainError } from "../../domain/domainError.js";
import type { Logger } from "../../domain/logger.js";
import { CLUSTER_OWNER } from "./clusterOwner.js";
import { readClusterSecret } from "./clusterSecret.js";
import { connectKeeper, KEEPER_LOCK, type ClusterTools, type Keeper } from "./connectKeeper.js";
import { pgCtl } from "./pgCtl.js";
import { prepareCluster } from "./prepareCluster.js";

/** After a minute of trying in vain: whoever repairs the cause need not restart every process too. */
const RETRY_PAUSE_MS = 5_000;

/** A PostgreSQL server that is ours to start and stop, shared by every process that opens its folder. */
export interface EmbeddedDatabase {
  /** Holds the password: not for logs. */
  readonly url: string;
  /** Lets go of the server, and stops it unless another process uses it. */
  close(): Promise<"stopped" | "still in use">;
}

/**
 * Adopts the server of a folder, or starts it, or makes it first.
 *
 * There is no lock file of ours. PostgreSQL's own `postmaster.pid` lets only one server run in a folder; a new cluster is made elsewhere and renamed into place;
 * and every client holds a *shared* advisory lock, so that whoever obtains the *exclusive* one is the last and may stop the server. A client killed with -9
 * loses its lock with its connection: the server stays for the next. A server that dies is started again on the same port by its clients.
 *
 * @throws {DomainError} As `prepareCluster` and `connectKeeper` do.
 */
export async function openEmbeddedDatabase(path: string, log: Logger): Promise<EmbeddedDatabase> {
  const tools = await prepareCluster(path);
  const { password } = await readClusterSecret(tools.folder);
  const keeping = await ServerKeeping.start(tools, log);
  return {
    url: `postgresql://${CLUSTER_OWNER}:${password}@127.0.0.1:${keeping.port}/${CLUSTER_OWNER}`,
    close: () => keeping.stop(),
  };
}

/** Holds the keeper connection, renews it when the server dies, and gives it up. */
class ServerKeeping {
  private stopping = false;
  private current: Promise<Keeper>;

  private constructor(
    private readonly tools: ClusterTools,
    private readonly log: Logger,
    first: Keeper,
    readonly port: number,
  ) {
    this.current = Promise.resolve(first);
    this.watch(first);
  }

  static async start(tools: ClusterTools, log: Logger): Promise<ServerKeeping> {
    const first = await connectKeeper(tools);
    return new ServerKeeping(tools, log, first, first.port);
  }

  /** Stops the server if nobody else holds the lock. */
  async stop(): Promise<"stopped" | "still in use"> {
    this.stopping = true;
    const keeper = await this.current.catch(() => undefined); // it may be starting the server again just now
    if (!keeper) return "still in use";
    const last = await takeExclusiveLock(keeper);
    if (last)
      await pgCtl(this.tools.binaries.pgCtl, ["stop", "-D", this.tools.folder, "-m", "fast", "-w"], this.tools.account);
    await keeper.client.end().catch(() => undefined);
    return last ? "stopped" : "still in use";
  }

  private watch({ client }: Keeper): void {
    client.once("end", () => {
      if (!this.stopping) this.renew();
    });
  }

  private renew(): void {
    this.log.warn({ folder: this.tools.folder }, "The embedded database went away: connecting again");
    this.current = connectKeeper(this.tools);
    this.current.then(
      (keeper) => {
        this.watch(keeper);
        if (keeper.port !== this.port)
          this.log.error({ port: this.port }, "The embedded database came back on another port: restart this program");
      },
      (error: unknown) => {
        if (this.stopping) return;
        this.log.error({ reason: (error as DomainError).message }, "The embedded database does not come back yet");
        setTimeout(() => {
          if (!this.stopping) this.renew();
        }, RETRY_PAUSE_MS).unref();
      },
    );
  }
}

async function takeExclusiveLock({ client }: Keeper): Promise<boolean> {
  try {
    await client.query("select pg_advisory_unlock_shared($1)", [KEEPER_LOCK]);
    const { rows } = await client.query<{ last: boolean }>("select pg_try_advisory_lock($1) as last", [KEEPER_LOCK]);
    return rows[0]?.last === true;
  } catch {
    return false; // the server died: there is nothing to stop
  }
}
