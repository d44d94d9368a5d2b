import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import type { FastifyInstance } from "fastify";

import { GRAPHIQL_HTML } from "./graphiqlHtml.js";
import { graphiqlScript } from "./graphiqlScript.js";
import { readExamples } from "./readExamples.js";

const JAVASCRIPT = "text/javascript; charset=utf-8";

/** What the page is made of: files of packages that are installed, so that it works where no other host can be reached. */
const FILES = [
  { name: "react.js", of: "react", path: "umd/react.production.min.js", type: JAVASCRIPT },
  { name: "react-dom.js", of: "react-dom", path: "umd/react-dom.production.min.js", type: JAVASCRIPT },
  { name: "graphiql.js", of: "graphiql", path: "graphiql.min.js", type: JAVASCRIPT },
  { name: "graphiql.css", of: "graphiql", path: "graphiql.min.css", type: "text/css; charset=utf-8" },
];

/** GraphiQL at `/graphiql`, with the examples of a folder as its tabs. */
export function graphiqlRoutes(app: FastifyInstance, examplesFolder: string): void {
  const { resolve } = createRequire(import.meta.url);
  for (const { name, of, path, type } of FILES) {
    // By folder: the `exports` of these packages hide their files for browsers.
    const file = join(dirname(resolve(`${of}/package.json`)), path);
    app.get(`/graphiql/${name}`, (_request, reply) =>
      reply.type(type).header("cache-control", "public, max-age=86400").send(readFileSync(file)),
    );
  }
  const script = graphiqlScript(readExamples(examplesFolder));
  app.get("/graphiql/start.js", (_request, reply) => reply.type(JAVASCRIPT).send(script));
  app.get("/graphiql", (_request, reply) => reply.type("text/html; charset=utf-8").send(GRAPHIQL_HTML));
}
