import type { ApiKeys } from "./apiKeys.js";
import type { Catalogue } from "./catalogue.js";
import type { Explainer } from "./explainer.js";
import type { InteractionLogger } from "./interactionLogger.js";
import type { Interactions } from "./interactions.js";
import type { Models } from "./models.js";
import type { Recommender } from "./recommender.js";
import type { Spaces } from "./spaces.js";
import type { Training } from "./training.js";
import type { Users } from "./users.js";

/** Everything that a client of the API can ask for; `RequestContext` carries it. */
export interface UseCases {
  readonly apiKeys: ApiKeys;
  readonly catalogue: Catalogue;
  readonly explainer: Explainer;
  readonly interactionLogger: InteractionLogger;
  readonly interactions: Interactions;
  readonly models: Models;
  readonly recommender: Recommender;
  readonly spaces: Spaces;
  readonly training: Training;
  readonly users: Users;
}
