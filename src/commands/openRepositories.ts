import { ApiKeyRepository } from "../store/apiKeyRepository.js";
import type { Database } from "../store/database.js";
import { InteractionRepository } from "../store/interactionRepository.js";
import { ItemRepository } from "../store/itemRepository.js";
import { ItemVectorRepository } from "../store/itemVectorRepository.js";
import { ModelVersionRepository } from "../store/modelVersionRepository.js";
import { ServingStateRepository } from "../store/servingStateRepository.js";
import { SpaceRepository } from "../store/spaceRepository.js";
import { TrainingRunRepository } from "../store/trainingRunRepository.js";
import { UserRepository } from "../store/userRepository.js";

/** Every repository, over one database. */
export type Repositories = ReturnType<typeof openRepositories>;

/** Makes the repositories of a database. */
export function openRepositories(database: Database) {
  return {
    spaces: new SpaceRepository(database),
    states: new ServingStateRepository(database),
    items: new ItemRepository(database),
    itemVectors: new ItemVectorRepository(database),
    users: new UserRepository(database),
    interactions: new InteractionRepository(database),
    keys: new ApiKeyRepository(database),
    runs: new TrainingRunRepository(database),
    versions: new ModelVersionRepository(database),
  };
}
