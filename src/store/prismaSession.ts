import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";

import { databaseError } from "./databaseError.js";
import { PrismaClient } from "./generated/client.js";

/** Prisma over our pool, its failures told as `databaseError` tells them. */
export type PrismaSession = ReturnType<typeof openPrismaSession>;

/**
 * Opens Prisma over a pool that outlives it.
 *
 * @param address As `databaseAddress` shows it, for messages.
 */
export function openPrismaSession(pool: pg.Pool, address: string) {
  return new PrismaClient({ adapter: new PrismaPg(pool) }).$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return (await query(args)) as unknown;
        } catch (error) {
          throw databaseError(error, address);
        }
      },
    },
  });
}
