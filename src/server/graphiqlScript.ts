import type { Example } from "./readExamples.js";

/** What an untouched header editor holds: the server takes an empty key for none, so that the schema can be read. */
const HEADERS = JSON.stringify({ Authorization: "Bearer " }, null, 2);

/**
 * The script that starts GraphiQL with a tab for each example. The key is typed once: a tab whose header holds none uses
 * the one that another tab was last run with, kept for the browser's session. It goes along with subscriptions too.
 */
export function graphiqlScript(examples: readonly Example[]): string {
  const tabs = examples.map(({ query }) => ({ query, headers: HEADERS }));
  return `"use strict";
const KEY = "sequitur:authorization";
const url = new URL("/graphql", location.href);
const subscriptionUrl = url.href.replace(/^http/, "ws");
const ask = GraphiQL.createFetcher({ url: url.href, subscriptionUrl, enableIncrementalDelivery: false });

function withKey(headers) {
  const name = Object.keys(headers).find((key) => key.toLowerCase() === "authorization");
  const typed = name === undefined ? "" : String(headers[name]);
  if (/^Bearer +\\S/i.test(typed)) sessionStorage.setItem(KEY, typed);
  else if (sessionStorage.getItem(KEY)) return { ...headers, [name ?? "Authorization"]: sessionStorage.getItem(KEY) };
  return headers;
}

function fetcher(parameters, options = {}) {
  return ask(parameters, { ...options, headers: withKey(options.headers ?? {}) });
}

ReactDOM.createRoot(document.getElementById("root")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultEditorToolsVisibility: "headers",
    defaultHeaders: ${JSON.stringify(HEADERS)},
    defaultTabs: ${JSON.stringify(tabs).replaceAll("<", "\\u003c")},
  }),
);
`;
}
