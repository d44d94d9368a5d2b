import { askWhenRead, type DemoQuestion } from "./askWhenRead.js";
import type { DemoClient } from "./demoClient.js";
import { DEMO_EXPLAINED, DEMO_RANKERS, type DemoRanker, type DemoTitle } from "./demoOperations.js";

/** What one ranker recommends. */
export interface DemoColumn {
  /** What was asked for. */
  readonly asked: DemoRanker;
  /** What ordered the answer. */
  readonly ranker: string;
  readonly freshness: string | null;
  readonly recommended: readonly DemoTitle[];
}

/** What one user gets by each ranker, and by the best one unasked. */
export interface DemoColumns {
  readonly columns: readonly DemoColumn[];
  /** Of the answer that names no ranker. */
  readonly unasked: Omit<DemoColumn, "asked">;
  /** What speaks for the first item of that answer; null if nothing does. */
  readonly why: string | null;
}

/** Asks the same for the same user by each ranker. */
export async function askEveryRanker(ask: DemoClient, question: DemoQuestion): Promise<DemoColumns> {
  const columns: DemoColumn[] = [];
  for (const asked of DEMO_RANKERS) columns.push({ asked, ...(await column(ask, { ...question, ranker: asked })) });
  const unasked = await askWhenRead(ask, question, DEMO_EXPLAINED);
  const { ranker, freshness, edges } = unasked;
  return {
    columns,
    unasked: { ranker, freshness, recommended: edges.map(({ node }) => node) },
    why: edges[0]?.why?.sentence ?? null,
  };
}

async function column(ask: DemoClient, question: DemoQuestion): Promise<Omit<DemoColumn, "asked">> {
  const { ranker, freshness, edges } = await askWhenRead(ask, question);
  return { ranker, freshness, recommended: edges.map(({ node }) => node) };
}
