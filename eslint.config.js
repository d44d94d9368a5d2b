import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** What each folder of `src` may import from other folders of `src`; `commands` and `main.ts` may import all. */
const WALLS = {
  domain: [],
  config: ["domain"],
  formats: ["domain"],
  schema: ["domain"],
  store: ["domain"],
  ml: ["domain"],
  jobs: ["domain", "store", "ml"],
  recommend: ["domain", "store", "jobs", "ml", "formats"],
  resolvers: ["schema", "recommend", "domain"],
  server: ["resolvers", "schema", "recommend", "domain", "config"],
};

/** The same inside `src/ml`. */
const ML_WALLS = {
  trace: [],
  runtime: ["trace"],
  nn: ["trace", "runtime"],
  llm: ["trace", "runtime", "nn", "data"],
  "llm-srec": ["trace", "runtime", "nn", "llm", "data"],
  data: [],
  metrics: [],
  artifact: ["data", "runtime", "llm", "llm-srec"],
  models: ["nn", "trace", "runtime", "llm", "llm-srec", "data", "artifact"],
  evaluate: ["metrics", "data", "models"],
  serve: ["models", "artifact", "llm-srec", "runtime", "data"],
  train: ["trace", "runtime", "nn", "llm", "llm-srec", "models", "data", "metrics", "evaluate", "artifact"],
};

/** Packages that only these folders may import. */
const OWNERS = {
  "@prisma/*": ["store"],
  pg: ["store"],
  bullmq: ["jobs"],
  "onnxruntime-node": ["ml"],
  "@tensorflow/*": ["ml"],
  "@huggingface/*": ["ml"],
  fastify: ["server"],
  "@apollo/*": ["server"],
  "type-graphql": ["schema", "resolvers", "server"],
  "csv-parse": ["formats"],
};

const folderZones = (root, walls) =>
  Object.entries(walls).map(([folder, allowed]) => ({
    target: `./${root}/${folder}`,
    from: `./${root}`,
    except: [folder, ...allowed].map((name) => `./${name}`),
    message: `${folder}/ may import only: ${allowed.join(", ") || "nothing"}`,
  }));

/** `ml` has one door. */
const doorZones = [...Object.keys(WALLS).filter((folder) => folder !== "ml"), "commands"].map((folder) => ({
  target: `./src/${folder}`,
  from: "./src/ml",
  except: ["./index.ts"],
  message: "ml/index.ts is the only door to ml/",
}));

export default tseslint.config(
  { ignores: ["dist", "data", "src/store/generated", "**/*.js", "**/*.cjs"] },
  tseslint.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { projectService: true } } },
  {
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [
        createNodeResolver({ extensions: [".ts", ".js"], extensionAlias: { ".js": [".ts", ".js"] } }),
      ],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "import-x/no-cycle": "error",
      "import-x/no-default-export": "error",
      "import-x/no-restricted-paths": [
        "error",
        { zones: [...doorZones, ...folderZones("src", WALLS), ...folderZones("src/ml", ML_WALLS)] },
      ],
      "no-warning-comments": "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  ...Object.keys(WALLS).map((folder) => ({
    files: [`src/${folder}/**`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: Object.entries(OWNERS)
            .filter(([, owners]) => !owners.includes(folder))
            .map(([name, owners]) => ({ group: [name], message: `only ${owners.join(", ")} may import it` })),
        },
      ],
    },
  })),
  {
    files: ["src/**"],
    rules: {
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
      "max-params": ["error", 5],
      complexity: ["error", 15],
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "take a Random, so that runs can be repeated" },
      ],
    },
  },
  {
    // The clock and the environment are handed in from here.
    files: ["src/**"],
    ignores: ["src/commands/**", "src/main.ts", "src/config/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "take a Random, so that runs can be repeated" },
        { object: "Date", property: "now", message: "take a Clock" },
        { object: "process", property: "env", message: "src/config reads the environment" },
      ],
    },
  },
  // Loops over typed arrays, whose index is in range by construction.
  { files: ["src/ml/**"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
  { files: ["src/commands/**", "src/main.ts", "scripts/**", "bench/**"], rules: { "no-console": "off" } },
  { files: ["*.config.ts", "prisma.config.ts"], rules: { "import-x/no-default-export": "off" } },
  {
    files: ["tests/**", "bench/**"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off", "max-lines": "off" },
  },
);
