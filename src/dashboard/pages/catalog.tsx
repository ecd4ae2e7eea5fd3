import type { JSX } from "preact";

export function CatalogPage(): JSX.Element {
  return <p />;
}
