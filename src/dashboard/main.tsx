import { render } from "preact";
import { App } from "./app.tsx";
import { startLive } from "./live/store.ts";
import "./styles/base.css";
import "./styles/parts.css";

startLive();
render(<App />, document.getElementById("app")!);
