import type { RankerAuditType } from "../schema/rankerAuditType.js";

import { manifestEntry } from "./manifestEntry.js";
import { manifestNumber } from "./manifestNumber.js";
import { measurementRows } from "./measurementRows.js";
import type { Plain } from "./plain.js";

const RANKERS = { teacher: "CF_SREC", llmSRec: "LLM_SREC", fused: "FUSED" } as const;

/** The test measurements that a model's card holds of each way to rank; those that cannot be read are left out. */
export function rankerAudits(card: unknown): Plain<RankerAuditType>[] {
  const rows = manifestEntry(card, "rows");
  return Object.entries(RANKERS).flatMap(([name, ranker]) => {
    const measured = manifestEntry(rows, name);
    const ordered = measurementRows("TEST", manifestEntry(measured, "ordered"));
    const shuffled = measurementRows("TEST", manifestEntry(measured, "shuffled"));
    if (ordered.length === 0 || shuffled.length === 0) return [];
    const cosine = manifestNumber(manifestEntry(card, "cosine"), name) ?? null;
    return [{ ranker, audit: { ordered, shuffled, cosine } }];
  });
}
