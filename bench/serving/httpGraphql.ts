import { Agent, request } from "node:http";

/** Where a server answers, and with which key. */
export interface HttpEndpoint {
  readonly port: number;
  /** The secret of an API key. */
  readonly secret: string;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string }[];
}

/** GraphQL over connections that are kept, with little more work than HTTP needs: a load generator shares the cores of its server. */
export class HttpGraphql {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly endpoint: HttpEndpoint) {}

  /** Sends one operation. @throws {Error} If the answer holds errors, or does not come. */
  async ask<Data>(query: string, variables: object): Promise<Data> {
    const text = await this.post(JSON.stringify({ query, variables }));
    const { data, errors } = JSON.parse(text) as Answer;
    if (errors !== undefined) throw new Error(`Cannot use an answer with errors: ${JSON.stringify(errors)}`);
    return data as Data;
  }

  /** Ends the connections. */
  close(): void {
    this.agent.destroy();
  }

  private post(body: string): Promise<string> {
    const { port, secret } = this.endpoint;
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      authorization: `Bearer ${secret}`,
    };
    const options = { agent: this.agent, host: "127.0.0.1", port, path: "/graphql", method: "POST", headers };
    return new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          resolve(Buffer.concat(parts).toString());
        });
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }
}
