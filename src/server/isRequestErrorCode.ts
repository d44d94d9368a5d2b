import { ERROR_CODES } from "../domain/errorCode.js";

import { REQUEST_ERROR_CODES, type RequestErrorCode } from "./requestErrorCode.js";

/** Whether this is a code that clients may see. */
export function isRequestErrorCode(code: unknown): code is RequestErrorCode {
  return typeof code === "string" && (Object.hasOwn(REQUEST_ERROR_CODES, code) || Object.hasOwn(ERROR_CODES, code));
}
