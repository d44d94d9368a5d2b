/** Tells the id of a training run that changed. */
export const RUN_CHANNEL = "sequitur_run";

/** Tells the id of a space whose catalogue, served model or event meanings changed. */
export const SPACE_CHANNEL = "sequitur_space";
