/* The matrix: units and tasks, or goals, or plans; a mark for each role. */

function drawMatrix() {
  const tasks = tasksShown();
  const byGroup = here.plans.length > 1 || (tasks.length > MOST_COLUMNS && !state.group);
  const shown = new Set(tasks);
  const ranked = here.plans.length > 1 ? byPlans(here.ranked) : here.ranked;
  const rows = ranked
    .filter((about) => byGroup || [...about.tasks].some((task) => shown.has(task)))
    .slice(0, MOST_LISTED);
  if (!rows.length) return [el("p", { class: "empty", text: t("noRoles") })];
  const table = el("table", { class: "matrix", set: { role: "grid", "aria-label": t("matrix") } });
  const ofPlans = byGroup && here.groups[0].kind === "plan";
  const corner = el("th", {
    class: "corner",
    text: t(!byGroup ? "unitOrTask" : ofPlans ? "unitOrPlan" : "unitOrGoal"),
    set: { scope: "col" },
  });
  const firsts = new Set(); // tasks that open a goal
  table.append(...(byGroup ? groupHeads(corner) : taskHeads(corner, tasks, firsts)));
  table.classList.toggle("banded", firsts.size > 0);
  const most = byGroup ? mostInOneCell(rows) : 1;
  const body = el("tbody");
  for (const about of rows) {
    const { unit } = about;
    const name = el("span", {}, words(unit.name, unit.collective ? "collective" : ""));
    const set = { scope: "row", title: flat(unit.tip) };
    const row = el("tr", {}, el("th", { set, on: () => chooseUnit(unit) }, name));
    const split = new Map(); // group or task → the edges of the unit in it
    for (const edge of about.edges) {
      const column = byGroup ? groupOf.get(edge.task) : edge.task;
      if (!split.has(column)) split.set(column, []);
      split.get(column).push(edge);
    }
    if (byGroup) for (const group of here.groups) row.append(heapCell(unit, group, split.get(group) || [], most));
    else for (const task of tasks) row.append(markCell(unit, task, split.get(task) || [], firsts.has(task)));
    body.append(row);
    remember("units", unit, row);
  }
  table.append(body);
  gridKeys(table);
  handles.note = t(!byGroup ? "matrixNote" : ofPlans ? "openPlan" : "openGoal");
  const left = ranked.length - MOST_LISTED;
  const cut = left > 0 ? el("p", { class: "note", text: t("moreUnits", left) }) : null;
  return [el("div", { class: "scroll" }, table), cut].filter(Boolean);
}

/** Columns of goals, whose names stand upright, or of plans, whose numbers are short enough to lie. */
function groupHeads(corner) {
  const columns = el("colgroup", {}, el("col"));
  const row = el("tr", {}, corner);
  for (const group of here.groups) {
    const ofPlan = group.kind === "plan";
    const lines = ofPlan ? group.label.split(/(?=〔)|(?<=〕)/) : [group.label];
    const about = {
      class: ofPlan ? "group plan" : "group",
      set: { scope: "col", title: flat(group.label) },
      on: () => openGroup(group),
    };
    const cell = el("th", about, el("span", {}, ...lines.map((line) => words(line))));
    const column = el("col");
    columns.append(column);
    row.append(cell);
    for (const task of group.tasks) remember("tasks", task, cell, column);
  }
  return [columns, el("thead", {}, row)];
}

/** Columns of tasks by their numbers, under the bands of their goals. */
function taskHeads(corner, tasks, firsts) {
  const columns = el("colgroup", {}, el("col"));
  const row = el("tr");
  const bands = bandsOf(tasks);
  const head = el("thead");
  if (bands.some((band) => band.label)) {
    corner.rowSpan = 2;
    const above = el("tr", {}, corner);
    for (const band of bands) {
      const set = { scope: "colgroup", colspan: band.tasks.length, title: flat(band.label) };
      // Over one column there is no room for words; they show when one points at it.
      const name = band.tasks.length > 1 ? words(band.label) : "";
      above.append(el("th", { class: "band first", set, on: () => openGroup(band.group) }, name));
      firsts.add(band.tasks[0]);
    }
    head.append(above);
  } else row.append(corner);
  for (const task of tasks) {
    const number = shortId(task);
    const cell = el("th", {
      class: `number${firsts.has(task) ? " first" : ""}${number.length > 2 ? " long" : ""}`,
      text: number,
      set: { scope: "col", title: flat(task.task || task.content).slice(0, 120) },
      on: () => chooseTask(task),
    });
    const column = el("col");
    columns.append(column);
    row.append(cell);
    remember("tasks", task, cell, column);
  }
  head.append(row);
  return [columns, head];
}

/** Units of most plans first, then in the order of the plans: what plans share is on top, the rest goes down in steps. */
function byPlans(ranked) {
  const places = new Map(here.plans.map((plan, place) => [plan, place]));
  const about = new Map(
    ranked.map((each) => {
      const own = new Set(each.edges.map((edge) => places.get(edge.task.plan)));
      return [each, [-own.size, Math.min(...own)]];
    }),
  );
  return [...ranked].sort((a, b) => about.get(a)[0] - about.get(b)[0] || about.get(a)[1] - about.get(b)[1]);
}

function mostInOneCell(rows) {
  let most = 1;
  for (const about of rows) {
    const counts = new Map();
    for (const edge of about.edges) {
      const count = (counts.get(groupOf.get(edge.task)) || 0) + 1;
      counts.set(groupOf.get(edge.task), count);
      most = Math.max(most, count);
    }
  }
  return most;
}

/** Tasks one after the other under the same goal. */
function bandsOf(tasks) {
  const bands = [];
  for (const task of tasks) {
    const group = here.groups.find((each) => each.group === String(task.goal)) || null;
    const label = task.goal === undefined ? "" : task.plan.goals[task.goal];
    if (bands.length && bands.at(-1).label === label) bands.at(-1).tasks.push(task);
    else bands.push({ label, group, tasks: [task] });
  }
  return bands;
}

function openGroup(group) {
  if (!group) return;
  if (group.scope) go({ scope: group.scope });
  else go({ group: state.group === group.group ? "" : group.group });
}

function markCell(unit, task, edges, first) {
  const cell = el("td", { class: first ? "first" : "" });
  if (!edges.length) return cell;
  cell.classList.add("full");
  const said = edges.map((edge) => roleName(edge.role) + (edge.review ? ` (${t("review")})` : ""));
  cell.title = flat(`${unit.name} · ${shortId(task)} · ${said.join("、")}`);
  cell.setAttribute("aria-label", cell.title);
  cell.append(el("span", { class: "pair" }, ...edges.map((edge) => mark(edge.role, edge.review))));
  cell.addEventListener("click", () => go({ unit: unit.key, task: task.ref }));
  handles.links.push({ element: cell, unit, tasks: new Set([task]), className: "hit", both: true });
  return cell;
}

function heapCell(unit, group, edges, most) {
  const cell = el("td");
  if (!edges.length) return cell;
  const counts = {};
  for (const edge of edges) counts[edge.role] = (counts[edge.role] || 0) + 1;
  cell.classList.add("full");
  const said = data.roles.filter((role) => counts[role]).map((role) => `${roleName(role)} ${counts[role]}`);
  cell.title = flat(`${unit.name} · ${group.label} · ${said.join("、")}`);
  cell.setAttribute("aria-label", cell.title);
  const review = edges.some((edge) => edge.review);
  cell.append(
    el(
      "span",
      { class: "heap" },
      el("span", { text: edges.length, class: review ? "review" : "" }),
      loadBar(counts, most),
    ),
  );
  cell.addEventListener("click", () =>
    group.scope
      ? go({ unit: unit.key, task: "", scope: group.scope })
      : go({ unit: unit.key, task: "", view: "list", group: group.group }),
  );
  return cell;
}

/** In the matrix, the arrow keys go from cell to cell, and Enter does what a click does. */
function gridKeys(table) {
  const first = table.querySelector("tbody th");
  first.tabIndex = 0;
  let last = first;
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("th, td");
    if (!cell) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      cell.click();
      return;
    }
    const rows = [...table.rows];
    const row = rows.indexOf(cell.parentNode);
    // The heading rows have their own cells: a goal spans several columns.
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = cell.cellIndex - (table.classList.contains("banded") && row === 1 ? -1 : 0);
    const to = rows[row + step[0]];
    if (!to) return;
    const shift = table.classList.contains("banded") && row + step[0] === 1 ? 1 : 0;
    const next = to.cells[Math.min(to.cells.length - 1, at + step[1] - shift)];
    if (!next) return;
    last.tabIndex = -1;
    last = next;
    next.tabIndex = 0;
    next.focus();
  });
}
