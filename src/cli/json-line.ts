/** JSON in which whole numbers are numbers as long as JavaScript reads them exactly, else text. */
export const jsonLine = (event: object): string =>
  JSON.stringify(event, (_key, value: unknown) => {
    if (typeof value !== "bigint") return value;
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  });
