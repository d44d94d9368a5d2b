import type { SpaceId } from "../../domain/spaceId.js";

/** The demo has a space of its own, so that it never mixes with data that somebody imports. */
export const DEMO_SPACE = "demo" as SpaceId;
