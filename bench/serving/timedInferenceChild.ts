/**
 * @file An inference process as the program runs it, but that every encoding of a history is timed where it happens, from
 * the rows of the history to the user vector, and told to the parent's log.
 */
import type { InferenceReply } from "../../src/ml/serve/inferenceMessage.js";
import { SasrecModel } from "../../src/ml/models/sasrecModel.js";
import { USER_VECTOR_TOLD } from "./userVectorTold.js";

const model = SasrecModel.prototype;
const encode = Object.getOwnPropertyDescriptor(model, "userVectors")!.value as SasrecModel["userVectors"];

model.userVectors = async function userVectors(histories) {
  const before = performance.now();
  const vectors = await encode.call(this, histories);
  const fields = { milliseconds: performance.now() - before };
  process.send?.({ type: "log", level: "debug", fields, message: USER_VECTOR_TOLD } satisfies InferenceReply);
  return vectors;
};

await import("../../src/ml/serve/inferenceChild.js");
