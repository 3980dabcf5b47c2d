/* What is chosen is named above the view, and lights up everywhere. */

function drawChosen() {
  const chip = (text, undo) =>
    el(
      "span",
      { class: "chip" },
      words(text),
      el("button", { text: "×", set: { "aria-label": `${t("clear")}: ${flat(text)}` }, on: undo }),
    );
  const unit = unitByKey.get(state.unit);
  const task = allTasks.get(state.task);
  const group = chosenGroup();
  const parts = [];
  if (group) parts.push(chip(group.label, () => go({ group: "" })));
  if (unit) parts.push(chip(unit.name, () => go({ unit: "" })));
  if (task) parts.push(chip(`${shortId(task)} ${task.task || task.content}`, () => go({ task: "" })));
  if (unit || task)
    parts.push(
      el("button", {
        class: "to-panel",
        text: t("toPanel"),
        on: () => {
          byId("panel").scrollIntoView();
          byId("panel").focus({ preventScroll: true });
        },
      }),
    );
  byId("chosen").replaceChildren(...(parts.length ? parts : handles.note ? [handles.note] : []));
}

/** Light up what belongs to the choice, in the list and in the view. */
function light() {
  const unit = unitByKey.get(state.unit);
  const task = allTasks.get(state.task);
  const ofTask = new Set(task ? (here.byTask.get(task) || []).map((edge) => edge.unit) : []);
  const ofUnit = unit && here.byUnit.has(unit) ? here.byUnit.get(unit).tasks : new Set();
  const onUnits = unit ? new Set([unit]) : ofTask;
  const nearUnits = task ? ofTask : new Set(unit ? partnersOf(unit).map(([partner]) => partner) : []);
  const onTasks = task ? new Set([task]) : ofUnit;
  const paint = (element, on, near) => {
    element.classList.toggle("on", on);
    element.classList.toggle("near", near && !on);
  };
  document.body.classList.toggle("choice", Boolean(unit || task));
  for (const [each, button] of unitButtons) {
    paint(button, onUnits.has(each), nearUnits.has(each));
    button.setAttribute("aria-pressed", each === unit);
  }
  // One element may stand for many units or tasks (the rest of a flow, the column of a goal).
  const gather = (map, on, near) => {
    const found = new Map();
    for (const [each, elements] of map)
      for (const element of elements) {
        const seen = found.get(element) || [false, false];
        found.set(element, [seen[0] || on.has(each), seen[1] || near.has(each)]);
      }
    for (const [element, [isOn, isNear]] of found) paint(element, isOn, isNear);
  };
  gather(handles.units, onUnits, nearUnits);
  // The table holds only the tasks of the chosen unit; there, one that is chosen is to stand out.
  gather(handles.tasks, state.view === "list" && !task ? new Set() : onTasks, ofUnit);
  const lit = new Map();
  for (const { element, unit: its, tasks, className, both } of handles.links) {
    const isLit = both
      ? its === unit && task !== undefined && tasks.has(task)
      : (unit ? its === unit : true) && (task ? tasks.has(task) : true) && Boolean(unit || task);
    lit.set(element, [(lit.get(element) || [false])[0] || isLit, className]);
  }
  for (const [element, [on, className]] of lit) element.classList.toggle(className, on);
  if (handles.ties) handles.ties(unit);
}
