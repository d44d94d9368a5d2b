import { InvalidArgumentError } from "commander";

/** A parser for an option that takes a decimal number; what is none ends the program with one line that says what is wanted. */
export function numberOption(least: number, most: number): (raw: string) => number {
  return (raw) => {
    const value = Number(raw);
    if (!/^\d{1,15}(\.\d{1,20})?(e-\d{1,3})?$/.test(raw) || value < least || value > most)
      throw new InvalidArgumentError(`A number from ${least} to ${most} is wanted.`);
    return value;
  };
}
