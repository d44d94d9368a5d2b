/**
 * A statement that changes rows, returns them, and tells their ids on a channel: one statement is one transaction, so whoever is told finds the change.
 *
 * @param change An `insert` or `update` without `returning`, of a table that has an `id`.
 * @param columns What is returned of each row.
 */
export function telling(channel: string, change: string, columns = "changed.*"): string {
  return `with changed as (${change} returning *) select ${columns} from changed cross join lateral pg_notify('${channel}', changed.id)`;
}
