import { defineConfig } from "vite";

// The dashboard's pages: `npm run build` puts them into the package, where the server of the dashboard finds them.
export default defineConfig({
  root: "src/dashboard",
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../dist/dashboard",
    emptyOutDir: true,
    target: "es2023",
    // Pages are on the reader's own machine: one request is cheaper than the waterfall of many.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
