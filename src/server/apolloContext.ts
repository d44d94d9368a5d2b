import type { RequestContext } from "../resolvers/requestContext.js";

/** `RequestContext` as Apollo hands it around: its plugins for all contexts are typed for plain objects. */
export type ApolloContext = { readonly [Name in keyof RequestContext]: RequestContext[Name] };
