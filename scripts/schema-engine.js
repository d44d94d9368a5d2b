#!/usr/bin/env node
// What the Prisma CLI starts in place of its native schema engine: see docs/decisions/0011-prisma-stand-in-engine.md.
import { register } from "tsx/esm/api";

register();
await import("./schemaEngine/main.ts");
