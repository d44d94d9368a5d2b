import type { ASTVisitor, ValidationContext } from "graphql";

import { requestError } from "./requestError.js";
import type { ServerLimits } from "./serverLimits.js";

/** A validation rule that bounds aliases and directives, wherever in the document they stand. */
export function documentLimits({
  maxAliases,
  maxDirectives,
}: ServerLimits): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    let aliases = 0;
    let directives = 0;
    return {
      Field(node) {
        if (node.alias !== undefined && ++aliases === maxAliases + 1)
          context.reportError(
            requestError("QUERY_TOO_COMPLEX", `Cannot take more than ${maxAliases} aliases in a document`, { node }),
          );
      },
      Directive(node) {
        if (++directives === maxDirectives + 1)
          context.reportError(
            requestError("QUERY_TOO_COMPLEX", `Cannot take more than ${maxDirectives} directives in a document`, {
              node,
            }),
          );
      },
    };
  };
}
