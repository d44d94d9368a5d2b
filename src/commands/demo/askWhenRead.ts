import type { DemoClient } from "./demoClient.js";
import { DEMO_RECOMMENDATIONS, type DemoRecommendations } from "./demoOperations.js";

const PAUSE_MS = 50;
/** 20 seconds: a language model that was just promoted has a process to start first. */
const MOST_TRIES = 400;

/** Whose recommendations are asked for, by what, and how many. */
export interface DemoQuestion {
  readonly user: { readonly userId: string };
  readonly first: number;
  /** Of a later page. */
  readonly after?: string | null;
  /** By default the best that there is. */
  readonly ranker?: string;
}

/**
 * Asks again until the language model has read the user's present history, where it takes part; the last answer if it
 * never does.
 *
 * @param query `DEMO_RECOMMENDATIONS`, or one that asks for more.
 */
export async function askWhenRead(
  ask: DemoClient,
  question: DemoQuestion,
  query = DEMO_RECOMMENDATIONS,
): Promise<DemoRecommendations["recommendations"]> {
  for (let tries = 1; ; tries++) {
    const { recommendations } = await ask<DemoRecommendations>(query, question);
    const { freshness } = recommendations;
    if (freshness === null || freshness === "FRESH" || tries === MOST_TRIES) return recommendations;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}
