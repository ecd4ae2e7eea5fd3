import type { ExpressionSettings } from "../../plan/index.ts";

/** SQL of the map of a list of keys and one of values. */
export const mapOfLists = (keys: string, values: string, settings: ExpressionSettings): string =>
  `${settings.lastKeyWins ? "mr_last_map" : "MAP"}(${keys}, ${values})`;

/** SQL of the map of a list of structs with a key and a value. */
export const mapOfEntries = (entries: string, settings: ExpressionSettings): string =>
  `${settings.lastKeyWins ? "mr_last_entries" : "map_from_entries"}(${entries})`;
