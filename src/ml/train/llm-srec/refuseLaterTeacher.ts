import { DomainError } from "../../../domain/domainError.js";
import type { Split } from "../../data/splitLeaveLastOut.js";
import { splitHash } from "../splitHash.js";
import { wholeSequences } from "../wholeSequences.js";
import type { Teacher } from "./teacher.js";

/**
 * Refuses a teacher that was trained on more than the data: the items that validate and test may be among what it learned
 * from. One that knows less, because the log went on since, has seen none of them.
 *
 * @throws {DomainError} `BAD_INPUT` if it was.
 */
export function refuseLaterTeacher({ data }: Pick<Teacher, "data">, split: Split): void {
  const interactions = wholeSequences(split).reduce((sum, { length }) => sum + length, 0);
  if (data.interactions <= interactions || data.hash === splitHash(split)) return;
  throw new DomainError(
    "BAD_INPUT",
    `Cannot learn from the teacher: it was trained on ${data.interactions} interactions, the data has ${interactions}, so that the teacher may have seen the items that validate and test; train a teacher on the same data`,
  );
}
