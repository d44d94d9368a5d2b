import type { NetworkKind } from "../../src/ml/artifact/modelKind.js";
import type { Recipe } from "../../src/ml/train/trainingOptions.js";

/** A metric of the test items as the result of a training names it. */
interface Metric {
  readonly candidates: "full" | "sampled99";
  readonly name: "HR@10" | "NDCG@10";
}

/** A line of the quality table: what is trained, on what, and what it should reach. */
export interface QualityRow {
  /** As the command line names it. */
  readonly name: string;
  /** A folder of the data sets. */
  readonly data: string;
  readonly filter: "none" | "llm-srec";
  readonly model: NetworkKind;
  readonly recipe: Recipe;
  readonly budgetSeconds?: number;
  /** Means over the seeds; empty where the row is only there to compare with. */
  readonly bars: readonly (Metric & { readonly atLeast: number })[];
  /** What others reach on the same data by the same protocol. */
  readonly against: string;
}

/** All lines, in the order of the page. */
export const QUALITY_ROWS: readonly QualityRow[] = [
  {
    name: "scientific-paper",
    ...{ data: "amazon2018-scientific", filter: "llm-srec", model: "sasrec", recipe: "paper" },
    bars: [
      { candidates: "sampled99", name: "HR@10", atLeast: 0.385 },
      { candidates: "sampled99", name: "NDCG@10", atLeast: 0.244 },
      { candidates: "full", name: "NDCG@10", atLeast: 0.0505 },
    ],
    against: "PyTorch, same recipe, three seeds: .392, .248, .0519",
  },
  {
    name: "scientific-default",
    ...{ data: "amazon2018-scientific", filter: "llm-srec", model: "sasrec", recipe: "default" },
    bars: [
      { candidates: "full", name: "NDCG@10", atLeast: 0.069 },
      { candidates: "sampled99", name: "NDCG@10", atLeast: 0.27 },
    ],
    against: "PyTorch, sampled softmax, dropout .4, length 50, three seeds: .0678, .2695",
  },
  {
    name: "scientific-esasrec",
    ...{ data: "amazon2018-scientific", filter: "llm-srec", model: "esasrec", recipe: "default" },
    bars: [],
    against: "PyTorch, eSASRec, 1 block, not tuned: .0601, .238",
  },
  {
    name: "ml-100k-default",
    ...{ data: "ml-100k", filter: "llm-srec", model: "sasrec", recipe: "default" },
    bars: [{ candidates: "full", name: "NDCG@10", atLeast: 0.098 }],
    against: "PyTorch, sampled softmax, dropout .3, length 128: .0980",
  },
  {
    name: "ml-1m-default",
    ...{ data: "ml-1m", filter: "none", model: "sasrec", recipe: "default", budgetSeconds: 3_600 },
    bars: [
      { candidates: "full", name: "NDCG@10", atLeast: 0.168 },
      { candidates: "full", name: "HR@10", atLeast: 0.295 },
    ],
    against: "published: SASRec with sampled softmax .1684, .2929; eSASRec .1772, .3133; FuXi-alpha .1813, .3164",
  },
  {
    name: "games-default",
    ...{ data: "amazon2018-games", filter: "llm-srec", model: "sasrec", recipe: "default", budgetSeconds: 3_600 },
    bars: [
      { candidates: "full", name: "NDCG@10", atLeast: 0.054 },
      { candidates: "full", name: "HR@10", atLeast: 0.1 },
    ],
    against: "PyTorch, sampled softmax, dropout .3, length 50, ten minutes: .0536, .0990",
  },
];
