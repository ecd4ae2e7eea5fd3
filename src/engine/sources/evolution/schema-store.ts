import { sparkError } from "../../../common/index.ts";
import { type FileSystems, type Location, listAll } from "../../../storage/index.ts";
import { type StructType, schemaFromText } from "../../../types/index.ts";
import { asFolder, nameOf } from "../files/source-file.ts";

const version = "v1";

/** The schemas that a stream has had, each in a file `_schemas/<number>` of a folder; the last one counts. */
export class SchemaStore {
  readonly #location: Location;
  readonly #folder: string;

  constructor(fileSystems: FileSystems, path: string) {
    this.#location = fileSystems.resolve(path);
    this.#folder = `${asFolder(this.#location.key)}_schemas/`;
  }

  /** @throws SparkException `SCHEMA_LOCATION_UNREADABLE` */
  async latest(): Promise<{ readonly number: number; readonly schema: StructType } | undefined> {
    const { storage } = this.#location;
    const entries = await listAll(storage, this.#folder, { stat: false });
    const numbers = entries.map(({ key }) => nameOf(key)).filter((name) => /^\d+$/.test(name));
    const number = Math.max(-1, ...numbers.map(Number));
    if (number < 0) return undefined;
    const [head, text = ""] = Buffer.from(await storage.get(this.#folder + number))
      .toString("utf8")
      .split("\n");
    try {
      if (head !== version) throw new TypeError(`it has the version ${head}, and only ${version} is known`);
      return { number, schema: schemaFromText(text) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw sparkError(
        "SCHEMA_LOCATION_UNREADABLE",
        { path: this.#location.pathOf(this.#folder + number), reason },
        { cause: error },
      );
    }
  }

  /** Adds a schema behind the one with a number; who comes second with the same finds the other's there, and leaves it. */
  async add(number: number, schema: StructType): Promise<void> {
    const { storage } = this.#location;
    const bytes = Buffer.from(`${version}\n${schema.json()}`);
    if (storage.kind === "local") await storage.putIfAbsent(this.#folder + number, bytes);
    else await storage.put(this.#folder + number, bytes);
  }
}
