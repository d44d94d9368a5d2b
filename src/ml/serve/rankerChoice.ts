/** What a ranking may be asked to be ordered by; `auto`: the best that the model has. */
export type RankerChoice = "auto" | "cf-srec" | "llm-srec" | "fused" | "popular";
