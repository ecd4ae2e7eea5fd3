/** A value of an option; null and undefined leave the option as it is. */
export type OptionValue = string | number | bigint | boolean | null | undefined;
/** Options by name, as `option` sets them one by one. */
export type Options = Readonly<Record<string, OptionValue>>;

/** The options that have a value, as text. */
export function optionTexts(options: Options): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(options)) {
    if (value !== null && value !== undefined) texts[key] = String(value);
  }
  return texts;
}
