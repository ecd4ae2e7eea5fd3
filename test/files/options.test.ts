import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type ReadCase, recorded } from "./case.ts";
import { deviations } from "./deviations.ts";

// `npx vitest run test/files/options.test.ts -u` writes docs/file-options.md; the same test fails where that is no longer true.

type Kind = "same" | "refused" | "differs";

/** What became of a case that names an option. */
interface Evidence {
  readonly format: string;
  readonly options: readonly string[];
  readonly kind: Kind;
  readonly why: string | undefined;
}

const golden = <T>(path: string): T =>
  JSON.parse(readFileSync(new URL(`../../src/engine/${path}`, import.meta.url), "utf8")) as T;

type Given = Pick<ReadCase, "name"> & Partial<Pick<ReadCase, "options" | "format">>;
const lower = (options: Readonly<Record<string, string>> = {}): string[] =>
  Object.keys(options).map((name) => name.toLowerCase());
const equal = (format: string, cases: readonly Given[]): Evidence[] =>
  cases.map(({ options }) => ({ format, options: lower(options), kind: "same", why: undefined }));

const reading: readonly Evidence[] = [
  ...recorded.cases.map(({ format, name, options }): Evidence => {
    const deviation = deviations[name];
    return { format, options: lower(options), kind: deviation?.kind ?? "same", why: deviation?.why };
  }),
  ...equal("json", golden("sources/json/golden/read.json")),
  ...equal("json", golden("sources/json/golden/infer.json")),
];

const writtenDeviations = golden<Readonly<Record<string, { readonly condition: string; readonly why: string }>>>(
  "sinks/files/golden/deviations.json",
);
const writing: readonly Evidence[] = golden<Required<Given>[]>("sinks/files/golden/written.json").map(
  ({ format, name, options }) => {
    const deviation = writtenDeviations[name];
    return { format, options: lower(options), kind: deviation === undefined ? "same" : "refused", why: deviation?.why };
  },
);

const about = (evidence: readonly Evidence[], option: string, format: string): Evidence[] =>
  evidence.filter((one) => (format === "files" || one.format === format) && one.options.includes(option.toLowerCase()));

const count = (cases: readonly Evidence[], kind: Kind): number => cases.filter((one) => one.kind === kind).length;

/** `7 as Spark, 1 refused`. */
function shown(cases: readonly Evidence[]): string {
  const parts = [
    [count(cases, "same"), "as Spark"],
    [count(cases, "differs"), "other"],
    [count(cases, "refused"), "refused"],
  ] as const;
  return (
    parts
      .filter(([number]) => number > 0)
      .map(([number, words]) => `${number} ${words}`)
      .join(", ") || "–"
  );
}

const titles: Readonly<Record<string, string>> = {
  files: "All formats",
  json: "JSON",
  csv: "CSV",
  text: "Text",
  parquet: "Parquet",
};

function page(): string {
  const sections = Object.entries(titles).map(([format, title]) => {
    const rows = recorded.options[format]!.map((option) => {
      const [read, write] = [about(reading, option, format), about(writing, option, format)];
      const notes = new Set([...read, ...write].flatMap(({ why }) => why ?? []));
      return `| \`${option}\` | ${shown(read)} | ${shown(write)} | ${[...notes].join("; ")} |`;
    });
    return [
      `## ${title}`,
      "",
      "| option | reading | writing | where it is not as Spark |",
      "| --- | --- | --- | --- |",
      ...rows,
    ].join("\n");
  });
  const every = [...reading, ...writing];
  return `# Options of files

The options that Spark ${recorded.spark} has for files, from its own lists, and how many cases of each, recorded from Spark, come out the same here. Names of options are taken in any letter case. Options that Spark does not know are passed over, as Spark does it. ORC, XML and Avro are refused by name.

In all: ${count(every, "same")} cases as in Spark, ${count(every, "refused")} refused with an error that names the option, ${count(every, "differs")} with another answer.

\`npx vitest run test/files/options.test.ts -u\` writes this page; the same test fails where it is no longer true. What streams of files take besides is in the documentation of \`readStream\`.

${sections.join("\n\n")}
`;
}

test("each option of Spark has a case", () => {
  const without = Object.entries(recorded.options).flatMap(([format, options]) =>
    options
      .filter((option) => about([...reading, ...writing], option, format).length === 0)
      .map((option) => `${format}: ${option}`),
  );
  expect(without).toEqual([]);
});

test("docs/file-options.md says so", async () => {
  await expect(page()).toMatchFileSnapshot("../../docs/file-options.md");
});
