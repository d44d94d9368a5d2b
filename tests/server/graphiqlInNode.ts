import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

import { WebSocket } from "ws";

/** What the page's script hands to GraphiQL. */
export interface GraphiqlProperties {
  readonly fetcher: (parameters: object, options?: { headers: Record<string, string> }) => unknown;
  readonly defaultTabs: readonly { readonly query: string; readonly headers: string }[];
  readonly defaultHeaders: string;
  readonly defaultEditorToolsVisibility: string;
}

const FILES = [
  "react/umd/react.production.min.js",
  "react-dom/umd/react-dom.production.min.js",
  "graphiql/graphiql.min.js",
];

const nothing = () => undefined;

/** Just enough of an element for the editor that GraphiQL brings along to be loaded; nothing is drawn. */
const element = (): object => ({
  ...{ style: {}, childNodes: [], innerHTML: "", classList: { add: nothing, remove: nothing } },
  ...{
    setAttribute: nothing,
    removeAttribute: nothing,
    addEventListener: nothing,
    removeChild: nothing,
    insertBefore: nothing,
  },
  ...{
    appendChild: (child: unknown) => child,
    contains: () => false,
    cloneNode: element,
    getElementsByTagName: () => [],
  },
});

/**
 * Runs the files and the script of the GraphiQL page, and gives back what GraphiQL was to be drawn with. The network is
 * real, and so is GraphiQL's own fetcher; only the browser's document is a stand-in. It has no `MessageChannel`: React
 * would open one that keeps the process from ending, and does with timers.
 *
 * @param origin The server: `http://127.0.0.1:4000`.
 * @param script What it serves as `/graphiql/start.js`.
 */
export function graphiqlInNode(origin: string, script: string): GraphiqlProperties {
  const stored = new Map<string, string>();
  const document = {
    ...element(),
    documentElement: element(),
    body: element(),
    head: element(),
    createElement: element,
  };
  const browser: Record<string, unknown> = {
    ...{
      document: {
        ...document,
        createRange: element,
        createTextNode: element,
        getElementById: element,
        querySelector: () => null,
      },
    },
    ...{ navigator: { userAgent: "", platform: "", vendor: "" }, location: { href: `${origin}/graphiql` } },
    ...{ addEventListener: nothing, removeEventListener: nothing, requestAnimationFrame: nothing },
    ...{
      setTimeout,
      clearTimeout,
      console,
      fetch,
      URL,
      WebSocket,
      AbortController,
      TextEncoder,
      TextDecoder,
    },
    sessionStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
    },
  };
  browser["window"] = browser["self"] = browser;
  const context = createContext(browser);
  for (const file of FILES) runInContext(readFileSync(`node_modules/${file}`, "utf8"), context, { filename: file });
  let properties: unknown;
  browser["React"] = { createElement: (_type: unknown, given: unknown) => (properties = given) };
  browser["ReactDOM"] = { createRoot: () => ({ render: nothing }) };
  runInContext(script, context);
  return properties as GraphiqlProperties;
}
