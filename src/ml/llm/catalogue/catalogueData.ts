import type { Random } from "../../data/seededRandom.js";
import type { LlmTokenizer } from "../llmTokenizer.js";
import { type CatalogueShape, catalogueShape } from "./catalogueShape.js";
import { BEGIN_ID } from "./catalogueTokenizer.js";
import type { CatalogueDocuments } from "./mixedDocuments.js";
import { splitTexts } from "./splitTexts.js";
import { packTokenRows, type RowShape, type TokenRows } from "./tokenRows.js";

/** A catalogue's texts as a language model of their size reads them. */
export interface CatalogueData {
  readonly shape: CatalogueShape;
  /** To learn from: ids that begin with the begin-token, at most as many as a row holds. */
  readonly documents: CatalogueDocuments;
  /** To measure by: what was held out, or where nothing was, the texts that are learned from. */
  readonly measured: readonly TokenRows[];
  readonly heldOutTexts: number;
}

/** @param texts Different ones, none empty. */
export function catalogueData(
  { texts, prompts }: { readonly texts: readonly string[]; readonly prompts: readonly string[] },
  tokenizer: Pick<LlmTokenizer, "encode">,
  budgetSeconds: number,
  random: Random,
): CatalogueData {
  const split = splitTexts(texts, prompts, random);
  const [ofTexts, ofPrompts] = [split.texts, split.prompts].map((each) => each.map((text) => tokenizer.encode(text)));
  const tokens = [...ofTexts!, ...ofPrompts!].reduce((sum, { length }) => sum + length, 0);
  const shape = catalogueShape(tokens, budgetSeconds);
  const { batch } = shape;
  const documentsOf = (ids: readonly number[]) => cutDocument(ids, batch.positions);
  const looked = split.heldOut.length > 0 ? split.heldOut : texts;
  return {
    shape,
    documents: { texts: ofTexts!.flatMap(documentsOf), prompts: ofPrompts!.flatMap(documentsOf) },
    measured: packAll(
      looked.flatMap((text) => documentsOf(tokenizer.encode(text))),
      batch,
    ),
    heldOutTexts: split.heldOut.length,
  };
}

/** A text in parts that fit into a row, each with a begin-token. */
function cutDocument([, ...ids]: readonly number[], positions: number): Int32Array[] {
  const parts: Int32Array[] = [];
  for (let from = 0; from < ids.length; from += positions) {
    parts.push(Int32Array.of(BEGIN_ID, ...ids.slice(from, from + positions)));
  }
  return parts;
}

function packAll(documents: readonly Int32Array[], batch: RowShape): TokenRows[] {
  const packed: TokenRows[] = [];
  let at = 0;
  while (at < documents.length) packed.push(packTokenRows(batch, () => documents[at++]));
  return packed;
}
