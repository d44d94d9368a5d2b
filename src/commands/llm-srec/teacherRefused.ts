import { DomainError } from "../../domain/domainError.js";

/** The error for an artifact that cannot be a teacher. @param reason What is wrong and what is wanted. */
export function teacherRefused(folder: string, reason: string): DomainError {
  return new DomainError("BAD_INPUT", `Cannot use "${folder}" as the teacher: ${reason}`);
}
