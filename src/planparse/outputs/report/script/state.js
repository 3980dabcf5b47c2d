/* What is chosen. It is kept in the address (#…), so that it can be sent, and the back button undoes it. */

const FIRST_SCOPE = plans.length === 1 ? plans[0].id : "all";
const VIEWS = ["matrix", "network", "flow", "list"];
const START = { scope: FIRST_SCOPE, view: "matrix", unit: "", task: "", group: "", lang: data.language, review: "" };
const state = { ...START };
const hidden = new Set(); // roles that are switched off
let order = "tasks";
let query = "";
let rowsShown = MOST_ROWS;
let zoom = 1;

/** Read the state out of the address; what it does not know, it leaves at its start. */
function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(START)) state[name] = given.get(name) ?? START[name];
  if (!plansIn(state.scope).length) state.scope = FIRST_SCOPE; // also of a page without plans
  if (!VIEWS.includes(state.view)) state.view = START.view;
  if (!Object.hasOwn(WORDS, state.lang)) state.lang = START.lang;
  if (!unitByKey.has(state.unit)) state.unit = "";
  if (!allTasks.has(state.task)) state.task = "";
  if (!/^\d*$/.test(state.group)) state.group = "";
}

function address() {
  const given = new URLSearchParams();
  for (const name of Object.keys(START)) if (state[name] !== START[name]) given.set(name, state[name]);
  return "#" + given.toString();
}

/** Change the state, the address and the page. The back button leads to the state before. */
function go(change) {
  Object.assign(state, change);
  if ("scope" in change) state.group = "";
  if (state.task && state.scope !== "all" && !plansIn(state.scope).includes(allTasks.get(state.task).plan))
    state.task = "";
  const next = address();
  if (next !== (location.hash || "#")) {
    try {
      history.pushState(null, "", next);
    } catch {
      location.hash = next; // frames without an address of their own
    }
  }
  refresh();
}

function chooseUnit(unit) {
  const task = allTasks.get(state.task);
  const kept = task && task.edges.some((edge) => edge.unit === unit) ? state.task : "";
  go(
    state.unit === unit.key && !state.task
      ? { unit: "" }
      : { unit: unit.key, task: state.unit === unit.key ? "" : kept },
  );
}

function chooseTask(task) {
  const keep = task.edges.some((edge) => edge.unit.key === state.unit);
  go(state.task === task.ref ? { task: "" } : { task: task.ref, unit: keep ? state.unit : "" });
}

function plansIn(scope) {
  if (scope === "all") return plans;
  if (scope.startsWith("year:")) return plans.filter((plan) => String(plan.year ?? "") === scope.slice(5));
  return plans.filter((plan) => plan.id === scope);
}
