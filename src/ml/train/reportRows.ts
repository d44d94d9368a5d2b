import type { SequenceAudit } from "../evaluate/sequenceAudit.js";
import type { EvaluationReport } from "./evaluationReport.js";

/** The part of the report that the audit tells. */
export function reportRows({
  ordered,
  shuffled,
  cosine,
}: SequenceAudit): Pick<EvaluationReport, "users" | "split" | "rows" | "cosine"> {
  return {
    users: ordered.users,
    split: "leave-last-out",
    rows: {
      ordered: { full: ordered.full, sampled99: ordered.sampled99 },
      shuffled: { full: shuffled.full, sampled99: shuffled.sampled99 },
    },
    cosine,
  };
}
