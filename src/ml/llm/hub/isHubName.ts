import { DomainError } from "../../../domain/domainError.js";
import { parseHubName } from "./hubName.js";

/** Whether a text has the form of a name of the hub; whether the hub knows it is another question. */
export function isHubName(text: string): boolean {
  try {
    parseHubName(text);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
