import { Field, ObjectType, type ClassType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { PageInfoType } from "./pageInfoType.js";

/** A page of a list, in the shape that Relay asks for. */
export interface Connection<Node extends object> {
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
  readonly pageInfo: PageInfoType;
}

/**
 * Makes the types `<name>Connection` and `<name>Edge`.
 *
 * @param name The node's name in the schema.
 * @param what What the list holds, for the descriptions: "items".
 */
export function connectionType<Node extends object>(
  name: string,
  what: string,
  node: () => ClassType<Node>,
): ClassType<Connection<Node>> {
  @allowedFor("READER")
  @ObjectType(`${name}Edge`, { description: `One entry of a page of ${what}.` })
  class Edge {
    @Field(node, { description: "The entry itself." })
    node!: Node;

    @Field(() => String, { description: "Opaque: pass it as `after` to go on behind this entry." })
    cursor!: string;
  }

  @allowedFor("READER")
  @ObjectType(`${name}Connection`, { description: `A page of ${what}.` })
  class ConnectionOfNodes {
    @Field(() => [Edge], { description: "The entries of this page." })
    edges!: Edge[];

    @Field(() => PageInfoType, { description: "Whether and where the list goes on." })
    pageInfo!: PageInfoType;
  }

  return ConnectionOfNodes;
}
