/* Light and dark, the keys that hold everywhere, and the first drawing. */

function setTheme(dark) {
  document.documentElement.classList.toggle("dark", dark);
  drawMasthead();
  byId("theme").focus();
}

const wish = window.matchMedia("(prefers-color-scheme: dark)");
document.documentElement.classList.toggle("dark", wish.matches);
wish.addEventListener("change", () => {
  document.documentElement.classList.toggle("dark", wish.matches);
  drawMasthead();
});

byId("search").addEventListener("input", (event) => {
  query = event.target.value;
  drawFound();
  if (state.view === "list") drawView();
  light();
});
byId("search").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown") return;
  const first = byId("found").querySelector("ul button");
  if (first) first.focus();
  event.preventDefault();
});
byId("skip").addEventListener("click", () => byId("main").focus());
byId("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const view = VIEWS[(VIEWS.indexOf(state.view) + step + VIEWS.length) % VIEWS.length];
  go({ view });
  byId(`tab-${view}`).focus();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId("search").focus();
    byId("search").select();
  } else if (event.key === "Escape") {
    if (query) {
      byId("search").value = query = "";
      drawFound();
      if (state.view === "list") drawView();
      light();
    } else if (state.task) go({ task: "" });
    else if (state.unit) go({ unit: "" });
    else if (state.group) go({ group: "" });
  }
});
function readAndRefresh() {
  readAddress();
  refresh();
}
window.addEventListener("popstate", readAndRefresh);
window.addEventListener("hashchange", readAndRefresh);

let waiting = 0;
let wide = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth === wide) return;
  wide = window.innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (state.view !== "flow") return;
    drawView();
    light();
  }, 120);
});

readAddress();
refresh(true);
