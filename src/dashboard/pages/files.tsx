import type { JSX } from "preact";

export function FilesPage(_: { readonly path: string }): JSX.Element {
  return <p />;
}
