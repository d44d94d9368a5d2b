import type { SequenceAuditType } from "../schema/sequenceAuditType.js";

import { manifestEntry } from "./manifestEntry.js";
import { manifestNumber } from "./manifestNumber.js";
import { measurementRows } from "./measurementRows.js";
import type { Plain } from "./plain.js";

/** The sequence audit that a model's card holds; null where there is none that can be read. Audits are on test items. */
export function toSequenceAudit(card: unknown): Plain<SequenceAuditType> | null {
  const audit = manifestEntry(card, "audit");
  const ordered = measurementRows("TEST", manifestEntry(audit, "ordered"));
  const shuffled = measurementRows("TEST", manifestEntry(audit, "shuffled"));
  if (ordered.length === 0 || shuffled.length === 0) return null;
  return { ordered, shuffled, cosine: manifestNumber(audit, "cosine") ?? null };
}
