import type { FastifyInstance } from "fastify";

const DAY_SECONDS = 86_400;

/**
 * Lets pages of the named origins ask the API (CORS). There is no wildcard, and no cookie is ever looked at. Without
 * named origins, browsers keep other pages out, since no answer allows them.
 */
export function crossOrigin(app: FastifyInstance, allowedOrigins: readonly string[]): void {
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("vary", "Origin");
    const { origin } = request.headers;
    if (origin !== undefined && allowedOrigins.includes(origin))
      void reply.headers({
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "x-graphql-cost",
        "cross-origin-resource-policy": "cross-origin",
      });
    done();
  });
  app.options("/graphql*", (_request, reply) =>
    reply
      .code(204)
      .headers({
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "authorization, content-type, apollo-require-preflight",
        "access-control-max-age": String(DAY_SECONDS),
      })
      .send(),
  );
}
