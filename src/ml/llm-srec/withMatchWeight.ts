import type { InitialParameter } from "../runtime/trainer.js";
import { LOG_WEIGHT_RATE } from "./titleMatch.js";

type Parameters = Readonly<Record<string, InitialParameter>>;

/** The same parameters, but titles weigh so many times as much; as they are where titles are not matched. */
export function withMatchWeight(parameters: Parameters, times: number): Parameters {
  const name = "titleMatch.logWeight";
  const weight = parameters[name];
  if (!weight || times === 1) return parameters;
  return {
    ...parameters,
    [name]: { ...weight, data: weight.data.map((value) => value + Math.log(times) / LOG_WEIGHT_RATE) },
  };
}
