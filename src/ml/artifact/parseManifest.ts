import { artifactCorrupt } from "./artifactCorrupt.js";
import { ARTIFACT_FORMAT, type ArtifactManifest } from "./artifactManifest.js";
import { llmSrecFault } from "./llmSrecFault.js";
import { isNetworkKind, MODEL_KINDS } from "./modelKind.js";

/** What no file name of an artifact may be, so that none can lead out of its folder. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Reads a manifest as far as a program relies on it: format, kind, files, encoder, language model. The rest is for people.
 *
 * @param folder For the message.
 * @throws {DomainError} `ARTIFACT_CORRUPT`
 */
export function parseManifest(folder: string, text: string): ArtifactManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw artifactCorrupt(folder, "manifest.json is not JSON", cause);
  }
  const fault = faultOf(value);
  if (fault !== null) throw artifactCorrupt(folder, fault);
  return value as ArtifactManifest;
}

/** What is wrong with the manifest, if anything. */
function faultOf(value: unknown): string | null {
  if (!isRecord(value)) return "manifest.json is not an object";
  if (value["format"] !== ARTIFACT_FORMAT)
    return `it has format ${JSON.stringify(value["format"])}, ${ARTIFACT_FORMAT} is wanted`;
  const kind = MODEL_KINDS.find((known) => known === value["kind"]);
  if (kind === undefined)
    return `it holds a model of kind ${JSON.stringify(value["kind"])}, one of ${MODEL_KINDS.join(", ")} is wanted`;
  const hasEncoder = isNetworkKind(kind) || kind === "llm-srec";
  return (
    fileFault(value["files"]) ??
    (hasEncoder ? encoderFault(value["encoder"]) : null) ??
    (kind === "llm-srec" ? llmSrecFault(value["llmSrec"]) : null)
  );
}

function fileFault(files: unknown): string | null {
  if (!isRecord(files)) return "manifest.json lists no files";
  for (const [name, file] of Object.entries(files)) {
    if (!PLAIN_NAME.test(name)) return `manifest.json lists ${JSON.stringify(name)}: a plain file name is wanted`;
    if (
      !isRecord(file) ||
      !isCount(file["bytes"]) ||
      typeof file["sha256"] !== "string" ||
      !SHA256.test(file["sha256"])
    )
      return `manifest.json does not say the size and the checksum of "${name}"`;
  }
  return null;
}

function encoderFault(encoder: unknown): string | null {
  const known = isRecord(encoder) && isCount(encoder["width"]) && isCount(encoder["window"]);
  return known && encoder["width"] !== 0 && encoder["window"] !== 0
    ? null
    : "manifest.json does not say the encoder's width and window";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
