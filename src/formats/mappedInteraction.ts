import type { guessColumns } from "./guessColumns.js";
import { DEFAULT_TYPE, parseInteraction, RATING_TYPE } from "./parseInteraction.js";
import { parseTimestamp } from "./parseTimestamp.js";
import type { ParseFields } from "./readTable.js";
import type { SourceInteraction } from "./sourceInteraction.js";

/**
 * Parses rows whose columns are known by place. Without a column of times a row's time is its position in its user's rows, which the
 * parser counts: it serves one pass over the files, from the first row on.
 */
export function mappedInteraction(
  at: ReturnType<typeof guessColumns>,
  latestMs: number,
): ParseFields<SourceInteraction> {
  const positions = new Map<string, number>();
  const defaultType = at.value >= 0 ? RATING_TYPE : DEFAULT_TYPE;
  return (fields) => {
    const user = fields[at.user] ?? "";
    const interaction = parseInteraction({
      user,
      item: fields[at.item] ?? "",
      timestamp: at.time < 0 ? (positions.get(user) ?? 0) : parseTimestamp(fields[at.time] ?? "", "any", latestMs),
      type: at.type < 0 ? defaultType : (fields[at.type] ?? ""),
      value: fields[at.value] ?? "",
    });
    if (at.time < 0) positions.set(user, interaction.timestamp + 1);
    return interaction;
  };
}
