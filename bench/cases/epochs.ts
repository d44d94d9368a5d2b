import { join } from "node:path";

import type { BenchCase, BenchContext, BenchRow } from "../harness/benchCase.js";
import { inTurn } from "../harness/inTurn.js";
import { PEER_MISSING } from "../harness/peerPython.js";
import { quantile } from "../harness/quantile.js";
import { ownEpochSeconds, peerEpochSeconds } from "../training/epochSeconds.js";
import { checkSameLoss } from "../training/sameLoss.js";

/** Two ways to train on one data set, an epoch of the one as a share of an epoch of the other. */
interface EpochPair {
  readonly what: string;
  readonly data: string;
  /** Of `sequitur train`. */
  readonly own: readonly string[];
  /** A script of the references, and its options. */
  readonly script: string;
  readonly peer: readonly string[];
  readonly peerName: string;
  readonly atMost: number;
  readonly rounds: number;
}

const [SCIENTIFIC, FILMS] = ["amazon2018-scientific", "ml-1m"];
const FILTERED = ["--filter", "llm-srec"];
const NEVER_VALIDATE = ["--every", "1000000"];
const ROUNDS = 7;
const RECTOOLS_ROUNDS = 3;
/** An epoch of these takes half a minute, and so does its process around it. */
const LONG_ROUNDS = 3;
const PAPER = [...FILTERED, "--recipe", "paper", "--epochs", "10", "--threads", "2"];

const PAIRS: readonly EpochPair[] = [
  {
    what: "an epoch on scientific, recipe paper",
    data: SCIENTIFIC,
    own: PAPER,
    script: "sequential.py",
    peer: ["--filter", "--epochs", "5", ...NEVER_VALIDATE],
    peerName: "PyTorch, the same loss, batches cut to their longest history",
    atMost: 0.6,
    rounds: ROUNDS,
  },
  {
    what: "the same",
    data: SCIENTIFIC,
    own: PAPER,
    script: "sequential.py",
    peer: ["--filter", "--epochs", "2", "--no-trim", ...NEVER_VALIDATE],
    peerName: "PyTorch, the same loss, every batch padded to 128",
    atMost: 0.15,
    rounds: ROUNDS,
  },
  {
    what: "an epoch on ml-1m, recipe default",
    data: FILMS,
    own: ["--recipe", "default", "--epochs", "2", "--threads", "2"],
    script: "sequential.py",
    peer: [
      "--loss",
      "ss",
      "--negatives",
      "1024",
      "--maxlen",
      "200",
      "--dropout",
      "0.2",
      "--epochs",
      "1",
      ...NEVER_VALIDATE,
    ],
    peerName: "PyTorch, the same loss, batch and lengths",
    atMost: 0.75,
    rounds: LONG_ROUNDS,
  },
  {
    what: "an epoch on scientific, recipe default",
    data: SCIENTIFIC,
    own: [...FILTERED, "--recipe", "default", "--epochs", "10", "--threads", "2"],
    script: "rectools_sasrec.py",
    peer: ["--filter", "--maxlen", "50", "--epochs", "1", "--every", "1"],
    peerName: "RecTools' SASRec, sampled softmax with 256 negatives a position, length 50",
    atMost: 0.06,
    rounds: RECTOOLS_ROUNDS,
  },
];

/** Epochs on real data beside PyTorch's and RecTools'. */
export const EPOCHS: BenchCase = {
  name: "epochs",
  title: "Epochs on real data: the seconds that training steps take, validation left out",
  missing: ({ peer, dataFolder }) =>
    peer === null ? PEER_MISSING : dataFolder === null ? "needs the data sets in SEQUITUR_DATA" : null,
  check: ({ peer }) => checkSameLoss(peer!),
  async measure(context): Promise<readonly BenchRow[]> {
    const rows: BenchRow[] = [];
    for (const pair of PAIRS) rows.push(await measurePair(pair, context));
    return rows;
  },
};

async function measurePair(pair: EpochPair, { peer, dataFolder, say }: BenchContext): Promise<BenchRow> {
  const { what, own, script, peerName, atMost, rounds } = pair;
  const data = join(dataFolder!, pair.data);
  say(`${what}, ${peerName}: ${rounds} rounds`);
  const { ours, theirs, ratios } = await inTurn(
    rounds,
    () => ownEpochSeconds(data, own),
    () => peerEpochSeconds(peer!, script, [data, ...pair.peer]),
  );
  return {
    what: `${what}, as a share of the peer's`,
    value: quantile(ratios, 0.5),
    unit: "x",
    bar: { atMost },
    against: `${peerName}: ${quantile(theirs, 0.5).toFixed(2)} s, here ${quantile(ours, 0.5).toFixed(2)} s; ${rounds} rounds in turn`,
    details: { ours, theirs, ratios },
  };
}
