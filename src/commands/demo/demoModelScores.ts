import type { ModelVersion } from "../../store/modelVersionRepository.js";
import type { DemoScores } from "./demoScores.js";

/** Enough of a manifest's numbers to find one. */
interface Measured {
  readonly full?: { readonly "NDCG@10"?: number };
}

/**
 * Reads what the newest model of each kind scored when it was made.
 *
 * @param versions Newest first.
 * @returns Null unless all three kinds are there, measured.
 */
export function demoModelScores(versions: readonly ModelVersion[]): DemoScores | null {
  const newest = (kind: string): ModelVersion | undefined => versions.find((version) => version.kind === kind);
  const model = testNdcg(newest("sasrec"));
  const shuffled = shuffledNdcg(newest("sasrec"));
  const markov = testNdcg(newest("markov"));
  const popular = testNdcg(newest("popular"));
  if (model === undefined || shuffled === undefined || markov === undefined || popular === undefined) return null;
  return { model, shuffled, markov, popular };
}

function testNdcg(version: ModelVersion | undefined): number | undefined {
  return (version?.metrics["test"] as Measured | null | undefined)?.full?.["NDCG@10"];
}

function shuffledNdcg(version: ModelVersion | undefined): number | undefined {
  const audit = version?.card["audit"] as { readonly shuffled?: Measured } | null | undefined;
  return audit?.shuffled?.full?.["NDCG@10"];
}
