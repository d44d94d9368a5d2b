import { connectionType } from "./connectionType.js";
import { ModelVersionType } from "./modelVersionType.js";

/** A page of model versions. */
export const ModelVersionConnectionType = connectionType("ModelVersion", "model versions", () => ModelVersionType);
