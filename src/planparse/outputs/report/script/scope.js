/* What the chosen plans hold, after the filters: everything that is drawn is drawn from here. */

let groupOf = new Map(); // task → the group whose column it stands in
let here; // the plans, tasks, edges and units of the scope, after the filters

function survey() {
  const found = {
    plans: plansIn(state.scope),
    tasks: [],
    edges: [],
    byUnit: new Map(),
    byTask: new Map(),
    roles: {},
    review: 0,
  };
  for (const plan of found.plans) {
    found.tasks.push(...plan.tasks);
    for (const edge of plan.edges) {
      found.roles[edge.role] = (found.roles[edge.role] || 0) + 1;
      if (edge.review) found.review += 1;
      if (hidden.has(edge.role) || (state.review && !edge.review)) continue;
      found.edges.push(edge);
      let about = found.byUnit.get(edge.unit);
      if (!about)
        found.byUnit.set(edge.unit, (about = { unit: edge.unit, edges: [], tasks: new Set(), counts: {}, leads: 0 }));
      about.edges.push(edge);
      about.tasks.add(edge.task);
      about.counts[edge.role] = (about.counts[edge.role] || 0) + 1;
      if (LEADING.has(edge.role)) about.leads += 1;
      if (!found.byTask.has(edge.task)) found.byTask.set(edge.task, []);
      found.byTask.get(edge.task).push(edge);
    }
  }
  const last = (about) => (about.unit.collective ? 1 : 0); // a name for many stands behind those that are one
  found.ranked = [...found.byUnit.values()].sort(
    (a, b) =>
      last(a) - last(b) ||
      (order === "leads" ? b.leads - a.leads : 0) ||
      b.tasks.size - a.tasks.size ||
      b.leads - a.leads ||
      a.unit.number - b.unit.number,
  );
  found.groups = groupsOf(found);
  groupOf = new Map(found.groups.flatMap((group) => group.tasks.map((task) => [task, group])));
  return found;
}

/** The columns that stand for many tasks: plans, years of plans, goals, or stretches of the table. */
function groupsOf(found) {
  if (found.plans.length > 1) {
    if (found.plans.length <= MOST_COLUMNS || state.scope !== "all")
      return found.plans.map((plan) => ({ kind: "plan", scope: plan.id, label: planName(plan), tasks: plan.tasks }));
    return years.map((year) => {
      const of = found.plans.filter((plan) => (plan.year ?? null) === year);
      return {
        kind: "plan",
        scope: `year:${year ?? ""}`,
        label: String(year ?? t("noYear")),
        tasks: of.flatMap((plan) => plan.tasks),
      };
    });
  }
  const plan = found.plans[0];
  if (!plan) return [];
  if (plan.goals.length > 1 && plan.goals.length <= MOST_COLUMNS) {
    const made = plan.goals.map((goal, number) => ({ kind: "goal", group: String(number), label: goal, tasks: [] }));
    const rest = { kind: "goal", group: String(made.length), label: "—", tasks: [] };
    for (const task of plan.tasks) (made[task.goal] || rest).tasks.push(task);
    return rest.tasks.length ? [...made, rest] : made;
  }
  const step = Math.max(plan.tasks.length > MOST_COLUMNS ? 20 : 10, Math.ceil(plan.tasks.length / MOST_COLUMNS));
  const made = [];
  for (let from = 0; from < plan.tasks.length; from += step) {
    const part = plan.tasks.slice(from, from + step);
    made.push({
      kind: "goal",
      group: String(made.length),
      label: t("goalNo", from + 1, from + part.length),
      tasks: part,
    });
  }
  return made;
}

function planName(plan) {
  return plan.number || [plan.year, plan.title].filter(Boolean).join(" ");
}

const chosenGroup = () => here.groups.find((group) => group.kind === "goal" && group.group === state.group);
const tasksShown = () => (chosenGroup() ? chosenGroup().tasks : here.tasks);

function partnersOf(unit) {
  const found = new Map();
  const about = here.byUnit.get(unit);
  for (const task of about ? about.tasks : [])
    for (const other of new Set(here.byTask.get(task).map((edge) => edge.unit)))
      if (other !== unit) found.set(other, (found.get(other) || 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1] || a[0].number - b[0].number);
}
