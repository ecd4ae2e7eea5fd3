import { options, render } from "preact";
import { App } from "./app.tsx";
import { startLive } from "./live/store.ts";
import "./styles/base.css";
import "./styles/parts.css";

// However fast events come, what they change is drawn once a frame, and not at all in a tab that nobody sees.
options.debounceRendering = requestAnimationFrame;
startLive();
render(<App />, document.getElementById("app")!);
