/* The table of tasks. */

function drawList() {
  const wanted = folded(query.trim());
  const unit = unitByKey.get(state.unit);
  const own = unit ? (here.byUnit.get(unit) || { tasks: new Set() }).tasks : null;
  const tasks = tasksShown().filter(
    (task) =>
      (!own || own.has(task)) &&
      (!wanted || task.hay.includes(wanted)) &&
      ((!state.review && !hidden.size) || here.byTask.has(task)),
  );
  if (!tasks.length) return [el("p", { class: "empty", text: t("filteredOut") })];
  const body = el("tbody");
  let above = "";
  for (const task of tasks.slice(0, rowsShown)) {
    const heading = [here.plans.length > 1 ? planName(task.plan) : "", task.plan.goals[task.goal]].filter(Boolean);
    if (heading.join("\n") !== above && heading.length) {
      above = heading.join("\n");
      const cell = el("td", {}, ...heading.flatMap((text, number) => (number ? [" · ", words(text)] : [words(text)])));
      cell.colSpan = 3;
      body.append(el("tr", { class: "goal" }, cell));
    }
    const who = el("div", { class: "who-list" });
    for (const edge of here.byTask.get(task) || [])
      who.append(
        el(
          "span",
          { class: edge.unit === unit ? "on" : "", set: { title: roleName(edge.role) } },
          mark(edge.role, edge.review),
          el("span", { class: "unseen", text: roleName(edge.role) }),
          words(edge.written || edge.unit.name),
        ),
      );
    const button = el(
      "button",
      { set: { "data-task": task.ref } },
      task.task ? el("strong", {}, words(task.task)) : null,
      words(task.content, "words"),
    );
    const times = (task.deadlines || []).concat(task.quantities || []).map((text) => words(text));
    const row = el(
      "tr",
      { class: "row", on: () => chooseTask(task) },
      el("td", { class: "no", text: shortId(task) }),
      el("td", {}, button, times.length ? el("p", { class: "meta row-of" }, ...times) : null),
      el("td", { class: "who" }, who),
    );
    body.append(row);
    remember("tasks", task, row);
  }
  const head = el(
    "thead",
    {},
    el(
      "tr",
      {},
      el("th", { class: "no", text: t("no") }),
      el("th", { text: t("content") }),
      el("th", { class: "who", text: t("who") }),
    ),
  );
  const table = el("table", { class: "tasks" }, head, body);
  arrows(table, ".row button");
  const left = tasks.length - rowsShown;
  const more =
    left > 0
      ? el("button", {
          class: "more",
          text: t("more", Math.min(left, MOST_ROWS)),
          on: () => {
            rowsShown += MOST_ROWS;
            drawView();
            light();
          },
        })
      : null;
  return [table, more].filter(Boolean);
}
