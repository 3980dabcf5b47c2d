/* The data of the page, with numbers turned into the things that they stand for. */

const data = JSON.parse(byId("data").textContent);
const LEADING = new Set(["lead", "joint_lead"]);
const MOST_COLUMNS = 60; // tasks beside each other; more are shown by goal
const MOST_LISTED = 400; // units in the list and rows in the matrix
const MOST_ROWS = 200; // tasks in the table before one asks for more
const MOST_HITS = 40;

const units = data.units.map((unit, number) => ({ ...unit, number }));
const plans = data.plans.map((plan) => ({ goals: [], warnings: [], ...plan }));
const allTasks = new Map(); // "plan/t001" → task
for (const plan of plans) {
  plan.tasks = plan.tasks.map((task, number) => {
    const made = { content: "", seen: [], ...task, plan, number, ref: `${plan.id}/${task.id}`, edges: [] };
    made.hay = folded([task.task, task.content, task.responsibility, plan.goals[task.goal], task.id].join(" "));
    allTasks.set(made.ref, made);
    return made;
  });
  plan.edges = plan.edges.map((edge) => {
    const made = { confidence: 1, seen: [], ...edge, task: plan.tasks[edge.task], unit: units[edge.unit] };
    made.task.edges.push(made);
    return made;
  });
}
const unitByKey = new Map(units.map((unit) => [unit.key, unit]));
for (const unit of units) unit.tip = unit.full || (unit.of ? `${unit.name} · ${unit.of}` : unit.name);
for (const unit of units) unit.hay = folded([unit.name, unit.full, ...(unit.names || [])].join(" "));
const years = [...new Set(plans.map((plan) => plan.year ?? null))].sort((a, b) => (a ?? 9999) - (b ?? 9999));

function folded(text) {
  return text.normalize("NFKC").toLowerCase();
}
