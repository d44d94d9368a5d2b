import type { ModelVersion } from "../../store/modelVersionRepository.js";
import type { DemoScore, DemoScores } from "./demoScores.js";

/** Enough of a card's numbers to find one. */
interface Measured {
  readonly full?: { readonly "NDCG@10"?: number };
}

interface Audit {
  readonly ordered?: Measured;
  readonly shuffled?: Measured;
}

/**
 * Reads what the newest model of each kind scored when it was made.
 *
 * @param versions Newest first.
 * @returns Null unless all kinds are there, measured.
 */
export function demoModelScores(versions: readonly ModelVersion[]): DemoScores | null {
  const newest = (kind: string): ModelVersion | undefined => versions.find((version) => version.kind === kind);
  const rows = newest("llm-srec")?.card["rows"] as Readonly<Partial<Record<string, Audit>>> | null | undefined;
  const [fused, llmSRec, teacher] = [scoreOf(rows?.["fused"]), scoreOf(rows?.["llmSRec"]), scoreOf(rows?.["teacher"])];
  const [markov, popular] = [scoreOf(auditOf(newest("markov"))), scoreOf(auditOf(newest("popular")))];
  if (fused === null || llmSRec === null || teacher === null || markov === null || popular === null) return null;
  return { fused, llmSRec, teacher, markov, popular };
}

function auditOf(version: ModelVersion | undefined): Audit | undefined {
  return (version?.card["audit"] as Audit | null | undefined) ?? undefined;
}

function scoreOf(audit: Audit | undefined): DemoScore | null {
  const [ordered, shuffled] = [audit?.ordered?.full?.["NDCG@10"], audit?.shuffled?.full?.["NDCG@10"]];
  return ordered === undefined || shuffled === undefined ? null : { ordered, shuffled };
}
