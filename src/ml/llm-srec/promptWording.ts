/** The words of prompts, between what is filled in. */
export interface PromptWording {
  /** Before the first item. */
  readonly userStart: string;
  /** After the last item, before the out-token. */
  readonly userEnd: string;
  /** These three stand in their place where the prompt has a user representation: before it, after it, at the end. */
  readonly representationStart: string;
  readonly representationMiddle: string;
  readonly representationEnd: string;
  /** Before an item's number. */
  readonly numberLabel: string;
  /** Before a date. */
  readonly timeLabel: string;
  /** Before an item's title, and after its soft token. */
  readonly itemStart: string;
  readonly itemEnd: string;
  /** The title of an item that has none. */
  readonly missingTitle: string;
}

/**
 * Of Kim et al., "Lost in Sequence", KDD 2025 (arXiv:2502.13909), as the authors' code has it; of the user
 * representation, as their table 2 has it.
 */
export const PAPER_WORDING: PromptWording = {
  userStart: "This user has made a series of purchases in the following order:",
  userEnd: ". Based on this sequence of purchases, generate user representation token:",
  representationStart: "This is user representation from recommendation models: ",
  representationMiddle: ", and this user has made a series of purchases in the following order:",
  representationEnd:
    ". Based on this sequence of purchases and user representation, generate user representation token:",
  numberLabel: "Item No.",
  timeLabel: "Time:",
  itemStart: "The item title and item embedding are as follows:",
  itemEnd: ", then generate item representation token:",
  missingTitle: "No Title",
};
