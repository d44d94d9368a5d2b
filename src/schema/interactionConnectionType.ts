import { connectionType } from "./connectionType.js";
import { InteractionType } from "./interactionType.js";

/** A page of the log. */
export const InteractionConnectionType = connectionType("Interaction", "events", () => InteractionType);
