/** Message of the log line by which an inference process tells what one encoding took, as `milliseconds`. */
export const USER_VECTOR_TOLD = "a user vector was made";
