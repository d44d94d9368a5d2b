import { connect, createServer, type AddressInfo, type Socket } from "node:net";

import { describe, expect, test } from "@jest/globals";
import pg from "pg";

import { spaceId } from "../../src/domain/spaceId.js";
import { userId } from "../../src/domain/userId.js";
import { databaseAddress } from "../../src/store/databaseAddress.js";
import { databaseError } from "../../src/store/databaseError.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { openDatabase } from "../../src/store/openDatabase.js";
import { openNotifications } from "../../src/store/openNotifications.js";
import { ServingStateRepository } from "../../src/store/servingStateRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { TrainingRunRepository } from "../../src/store/trainingRunRepository.js";
import { silentLog } from "../harness/silentLog.js";
import { testDatabase } from "../harness/testDatabase.js";
import { event } from "./event.js";

const open = (url: string) => openDatabase({ url, folder: "", log: silentLog });

describe("a database that does not answer", () => {
  test.each(["127.0.0.1", "localhost", "no-such-host.invalid"])(
    "is told by its address and never with its password, on %s",
    async (host) => {
      const failure = await open(`postgresql://user:s3cret-word@${host}:1/films`).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: "DATABASE_UNREACHABLE",
        message: expect.stringMatching(new RegExp(`^Cannot reach the database at ${host}:1/films: .+`)),
      });
      expect(String((failure as Error).stack)).not.toContain("s3cret-word");
    },
  );

  test("is told also where the URL is none, the password wrong or the name unknown", async () => {
    const database = await testDatabase();
    const [wrongPassword, wrongName] = [new URL(database.url), new URL(database.url)];
    wrongPassword.password = "wrong-word";
    wrongName.pathname = "/nothing";
    for (const url of ["films", wrongPassword.href, wrongName.href]) {
      const failure = await open(url).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "DATABASE_UNREACHABLE" });
      expect((failure as Error).message).not.toContain("wrong-word");
    }
    await database.close();
  });

  test("is told also where it takes connections and stays silent", async () => {
    const silent = createServer((socket) => socket.resume().on("error", () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `postgresql://user:word@127.0.0.1:${(silent.address() as AddressInfo).port}/films`;
    const options = { connectionString: url, connectionTimeoutMillis: 50 };
    for (const attempt of [() => new pg.Client(options).connect(), () => new pg.Pool(options).connect()]) {
      const failure = await attempt().then(
        () => null,
        (error: unknown) => databaseError(error, databaseAddress(url)),
      );
      expect(failure).toMatchObject({
        code: "DATABASE_UNREACHABLE",
        message: expect.stringMatching(/^Cannot reach the database at 127\.0\.0\.1:\d+\/films: .+/),
      });
    }
    await new Promise((resolve) => silent.close(resolve));
  });

  test("fails what is asked of it with a clear error, in every repository, and serves again when it is back", async () => {
    const template = await testDatabase();
    const relay = await startRelay(template.url);
    const database = await open(relay.url);
    const [space, ann] = [spaceId("films"), userId("ann")];
    await new SpaceRepository(database).create(space);
    await relay.cut();
    const requests = [
      () => new SpaceRepository(database).list(),
      () => new ServingStateRepository(database).read(space, ann),
      () => new InteractionRepository(database).log(space, [event("e1", "ann", "i1")]),
      () => new InteractionRepository(database).snapshot(space),
      () => new TrainingRunRepository(database).page(space, { first: 1 }),
      () => openNotifications(database),
    ];
    for (const request of requests) await expect(request()).rejects.toMatchObject({ code: "DATABASE_UNREACHABLE" });
    await relay.restore();
    expect(await new SpaceRepository(database).list()).toHaveLength(1);
    expect(await new TrainingRunRepository(database).page(space, { first: 1 })).toEqual([]);
    await database.close();
    await relay.cut();
    await template.close();
  });
});

/** A TCP relay before a server, which can be cut: the connections break and no new ones are had. */
async function startRelay(serverUrl: string) {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const make = () =>
    createServer((incoming) => {
      const outgoing = connect(Number(target.port), "127.0.0.1");
      for (const socket of [incoming, outgoing]) {
        sockets.add(socket);
        socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
      }
      incoming.pipe(outgoing).pipe(incoming);
    });
  let relay = make();
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const { port } = relay.address() as AddressInfo;
  const url = new URL(serverUrl);
  url.port = String(port);
  return {
    url: url.href,
    async cut() {
      const closed = new Promise((resolve) => relay.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async restore() {
      relay = make();
      await new Promise<void>((resolve) => relay.listen(port, "127.0.0.1", resolve));
    },
  };
}
