import { setTimeout as wait } from "node:timers/promises";

import pg from "pg";

import type { SpaceId } from "../domain/spaceId.js";
import type { Database } from "./database.js";
import { databaseError } from "./databaseError.js";
import { RUN_CHANNEL, SPACE_CHANNEL } from "./notificationChannel.js";
import type { Notifications } from "./notifications.js";

type Stop = () => void;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Listens to the database's notifications on a connection of its own, which is renewed for ever once it was had.
 *
 * @throws {DomainError} `DATABASE_UNREACHABLE` if it cannot be had now.
 */
export async function openNotifications(database: Database): Promise<Notifications> {
  const listener = new NotificationListener(database);
  await listener.open();
  return listener;
}

class NotificationListener implements Notifications {
  private readonly runListeners = new Set<(runId: string) => void>();
  private readonly spaceListeners = new Set<(spaceId: SpaceId) => void>();
  private readonly reconnectListeners = new Set<() => void>();
  private readonly closing = new AbortController();
  private client: pg.Client | undefined;
  private reconnecting: Promise<void> | undefined;

  constructor(private readonly database: Database) {}

  async open(): Promise<void> {
    try {
      await this.connect();
    } catch (error) {
      throw databaseError(error, this.database.address);
    }
  }

  onRun(listener: (runId: string) => void): Stop {
    return subscribe(this.runListeners, listener);
  }

  onSpace(listener: (spaceId: SpaceId) => void): Stop {
    return subscribe(this.spaceListeners, listener);
  }

  onReconnect(listener: () => void): Stop {
    return subscribe(this.reconnectListeners, listener);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.reconnecting;
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.database.url,
      application_name: "sequitur listener",
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    client.on("error", () => undefined); // the end of the connection is what counts
    client.on("notification", ({ channel, payload }) => {
      this.tell(channel, payload ?? "");
    });
    try {
      await client.connect();
      await client.query(`listen ${RUN_CHANNEL}`);
      await client.query(`listen ${SPACE_CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
    client.once("end", () => {
      if (!this.closing.signal.aborted) this.reconnecting = this.reconnect();
    });
  }

  private async reconnect(): Promise<void> {
    this.database.log.warn({}, "The connection for notifications was lost: connecting again");
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      await wait(pauseMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
      if (this.closing.signal.aborted) return;
      const connected = await this.connect().then(
        () => true,
        () => false,
      );
      if (!connected) continue;
      for (const listener of this.reconnectListeners) listener();
      return;
    }
  }

  private tell(channel: string, payload: string): void {
    if (channel === RUN_CHANNEL) for (const listener of this.runListeners) listener(payload);
    if (channel === SPACE_CHANNEL) for (const listener of this.spaceListeners) listener(payload as SpaceId);
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): Stop {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
