import { processTable, type RunningProcess } from "../faults/processTable.js";

/** A process and all that come from it, the database not among them: `pg_ctl` lets go of what it starts. */
export function processTree(rootPid: number): RunningProcess[] {
  const table = processTable();
  const tree = table.filter(({ pid }) => pid === rootPid);
  for (const { pid } of tree) tree.push(...table.filter(({ parentPid }) => parentPid === pid));
  return tree;
}
