import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { FileEntry, FileListing, FilePreview } from "../../web/wire.ts";
import { bytes, count } from "../format.ts";
import { withQuery } from "../live/api.ts";
import { Code } from "../parts/code.tsx";
import { useLoaded } from "../parts/loaded.ts";
import { href } from "../router.ts";

const when = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

/** `fs ls` of mounts and buckets, and how a file begins. */
export function FilesPage({ path }: { readonly path: string }): JSX.Element {
  const turn = useSignal(0);
  const chosen = useSignal<FileEntry | undefined>(undefined);
  const { value: loaded } = useLoaded<FileListing>(withQuery("/api/files", { path: path || undefined }), turn.value);
  const listing = loaded.value;
  return (
    <>
      <h1>Files</h1>
      <div class="toolbar">
        <nav class="crumbs path" aria-label="Folder">
          <a href={href("files")}>places</a>
          {crumbsOf(path).map(({ name, to }) => (
            <a key={to} href={href("files", to)}>
              {name}
            </a>
          ))}
        </nav>
        <button
          type="button"
          onClick={() => {
            turn.value += 1;
          }}
        >
          Reload
        </button>
      </div>
      {loaded.error && <p class="notice error">{loaded.error}</p>}
      {listing?.entries.length === 0 && (
        <p class="quiet">
          {path === "" ? "Nothing is mounted: fs.mount(source, mountPoint) gives a bucket a name." : "Empty."}
        </p>
      )}
      {listing && listing.entries.length > 0 && (
        <div class="split">
          <div class="scroll">
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col" class="number">
                    Size
                  </th>
                  <th scope="col">Modified</th>
                </tr>
              </thead>
              <tbody>
                {listing.entries.map((entry) => {
                  const mount = listing.mounts.find(({ mountPoint }) => mountPoint === entry.name);
                  return (
                    <tr key={entry.path} class={chosen.value?.path === entry.path ? "chosen" : undefined}>
                      <th scope="row" class="path">
                        {entry.isDirectory ? (
                          <a href={href("files", entry.path)}>{entry.name.replace(/\/$/, "")}/</a>
                        ) : (
                          <button
                            type="button"
                            class="link"
                            onClick={() => {
                              chosen.value = entry;
                            }}
                          >
                            {entry.name}
                          </button>
                        )}
                        {mount && <span class="quiet"> → {mount.source}</span>}
                      </th>
                      <td class="number">{entry.isDirectory ? "" : bytes(entry.size)}</td>
                      <td>{entry.modified === null ? "" : when.format(entry.modified)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
            {listing.truncated && <p class="quiet">The first {count(listing.entries.length)} are shown.</p>}
          </div>
          {chosen.value && <Preview entry={chosen.value} />}
        </div>
      )}
    </>
  );
}

function Preview({ entry }: { readonly entry: FileEntry }): JSX.Element {
  const { value: loaded } = useLoaded<FilePreview>(withQuery("/api/files/head", { path: entry.path }));
  if (loaded.error) return <p class="notice error">{loaded.error}</p>;
  if (loaded.value === undefined) return <p class="quiet">Loading…</p>;
  const { isText, text, truncated } = loaded.value;
  return (
    <section>
      <h2 class="path">{entry.name}</h2>
      {isText ? (
        <Code label={`Beginning of ${entry.name}`} text={pretty(text, truncated)} />
      ) : (
        <p class="quiet">Not text: {bytes(entry.size)}.</p>
      )}
      {truncated && <p class="quiet">The file goes on.</p>}
    </section>
  );
}

/** One JSON record over several lines; anything else as it is. */
function pretty(text: string, truncated: boolean): string {
  if (truncated || !/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Lines of records, or no JSON at all.
    return text;
  }
}

/** The folders above a path, and itself. Mounts and buckets are where all begins. */
function crumbsOf(path: string): { readonly name: string; readonly to: string }[] {
  const [, root = "", rest = path] = /^(dbfs:\/mnt|[a-z0-9]+:\/\/[^/]+)(.*)$/.exec(path) ?? [];
  const names = rest.split("/").filter(Boolean);
  const folders = names.map((name, index) => ({ name, to: `${root}/${names.slice(0, index + 1).join("/")}/` }));
  return root.includes("://") ? [{ name: root, to: `${root}/` }, ...folders] : folders;
}
