/** Stands, where a language model is named, for the one that a training makes itself of the titles of the catalogue. */
export const CATALOGUE_MODEL = "catalogue";
