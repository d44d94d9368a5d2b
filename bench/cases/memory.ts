import { seededRandom } from "../../src/ml/data/seededRandom.js";
import type { BenchCase, BenchRow } from "../harness/benchCase.js";
import { addEvents, type AddedEvents } from "../serving/addEvents.js";
import { HttpGraphql } from "../serving/httpGraphql.js";
import { processTree } from "../serving/processTree.js";
import { proportionalMemoryMb } from "../serving/proportionalMemoryMb.js";
import { recommended } from "../serving/recommended.js";
import { sampleInts } from "../serving/sampleInts.js";
import { ServingHome, type RunningServer } from "../serving/servingHome.js";

const MOST_MB = 900;
const CONNECTIONS = 8;

/** What is in the store, and how many users ask. */
interface MemoryTask extends AddedEvents {
  readonly requests: number;
}

const FEW: MemoryTask = { items: 600, users: 300, eventsPerUser: 10, requests: 50 };
const MANY: MemoryTask = { items: 100_000, users: 1_000_000, eventsPerUser: 10, requests: 2_000 };

/** What a large installation takes. */
export const MEMORY: BenchCase = {
  name: "memory",
  title: "Memory with 1M users, 10M interactions, 100,000 items and one model",
  async check() {
    const parts = await measureMemory(FEW, () => undefined);
    const roles = Object.keys(parts).sort().join(", ");
    if (roles !== "inference, serve, work") throw new Error(`Cannot trust the memory: the processes are ${roles}`);
  },
  async measure({ say }): Promise<readonly BenchRow[]> {
    const parts = await measureMemory(MANY, say);
    const told = Object.entries(parts).map(([role, megabytes]) => `${role} ${megabytes.toFixed(0)}`);
    return [
      {
        what: "memory of all processes but the database, after 2,000 requests of different users",
        value: Object.values(parts).reduce((sum, megabytes) => sum + megabytes, 0),
        unit: "MB",
        bar: { atMost: MOST_MB },
        against: `${told.join(", ")}; proportional set size; 1M users, 10M interactions (made by SQL in the store), 100,000 items, a model of width 64`,
        details: parts,
      },
    ];
  },
};

/** @returns Megabytes by the role of the process. */
async function measureMemory(task: MemoryTask, say: (line: string) => void): Promise<Record<string, number>> {
  say("memory: importing the catalogue");
  const home = await ServingHome.make({ items: task.items, users: 100, events: [10, 10] });
  try {
    say(`memory: adding ${task.users} users`);
    await home.withDatabase((database) => addEvents(database, task));
    return await home.withServer(async (server) => {
      say(`memory: asking for ${task.requests} users`);
      await askForMany(server, task);
      return memoryByRole(server.pid);
    });
  } finally {
    await home.remove();
  }
}

async function askForMany(server: RunningServer, { users, requests }: MemoryTask): Promise<void> {
  const client = new HttpGraphql(server);
  const left = sampleInts(seededRandom("memory"), requests, users);
  const connection = async (): Promise<void> => {
    for (let user = left.pop(); user !== undefined; user = left.pop())
      await recommended(client, `added-user-${user}`, new Set());
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  client.close();
}

function memoryByRole(serverPid: number): Record<string, number> {
  const parts: Record<string, number> = {};
  for (const { pid, commandLine } of processTree(serverPid)) {
    const role = /inferenceChild/.test(commandLine) ? "inference" : / work\b/.test(commandLine) ? "work" : "serve";
    parts[role] = (parts[role] ?? 0) + proportionalMemoryMb(pid);
  }
  return parts;
}
