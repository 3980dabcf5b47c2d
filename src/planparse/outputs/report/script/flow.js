/* The flow from goals to units: streams as wide as the number of assignments, in the colour of their role. */

const MOST_FLOW = 28; // units in the flow; the rest are one
const THICK = 7; // pixels: the ends of the streams

function drawFlow() {
  const sources = flowSources();
  if (!sources.length) return [el("p", { class: "empty", text: t("noRoles") })];
  const targets = flowTargets(sources);
  const width = Math.max(340, byId("view").clientWidth || 760);
  const narrow = width < 520;
  const left = narrow ? width * 0.33 : Math.min(250, width * 0.31);
  const right = narrow ? width * 0.36 : Math.min(190, width * 0.25);
  for (const source of sources)
    source.lines = wrapped(flat(source.label), Math.floor((left - 16) / 13), narrow ? 3 : 2);
  for (const target of targets) target.lines = wrapped(flat(target.label), Math.floor((right - 36) / 13), 1);
  const total = sources.reduce((sum, source) => sum + source.n, 0);
  const scale = Math.max(0.4, Math.min(7, 460 / total));
  const heights = [stack(sources, scale, 12), stack(targets, scale, 4)];
  const height = Math.ceil(Math.max(...heights)) + 6;
  // The shorter side stands in the middle of the longer one.
  for (const source of sources) source.next = source.y += (height - heights[0]) / 2;
  for (const target of targets) target.next = target.y += (height - heights[1]) / 2;

  const picture = draw("svg", { class: "flow", width, height, role: "group", "aria-label": t("flow") });
  for (const stream of streams(sources, targets)) {
    const path = drawStream(stream, left + THICK, width - right - THICK, scale);
    picture.append(path);
    for (const edge of stream.edges)
      handles.links.push({ element: path, unit: edge.unit, tasks: new Set([edge.task]), className: "on" });
  }
  for (const source of sources) {
    const made = drawEnd(source, left, left - 8, "end");
    picture.append(made);
    for (const task of source.tasks) remember("tasks", task, made);
  }
  for (const target of targets) {
    const made = drawEnd(target, width - right - 4, width - right + 8, "start");
    picture.append(made);
    for (const unit of target.units) remember("units", unit, made);
  }
  arrows(picture, ".item");
  handles.note = t("flowNote");
  return [el("div", { class: "scroll wide-picture" }, picture)];
}

/** The left side: goals, or plans; of a chosen goal, its tasks. */
function flowSources() {
  const group = chosenGroup();
  const items = group
    ? group.tasks.map((task) => ({
        label: `${shortId(task)} ${task.task || task.content}`,
        tasks: [task],
        act: () => chooseTask(task),
      }))
    : here.groups.map((each) => ({ label: each.label, tasks: each.tasks, act: () => openGroup(each) }));
  for (const item of items) {
    item.edges = item.tasks.flatMap((task) => here.byTask.get(task) || []);
    item.n = item.edges.length;
  }
  return items.filter((item) => item.n);
}

/** The right side: units beside the goals that they mostly work for, so that few streams cross; the rest as one. */
function flowTargets(sources) {
  const about = new Map();
  sources.forEach((source, place) => {
    for (const { unit } of source.edges) {
      if (!about.has(unit)) about.set(unit, { unit, n: 0, sum: 0 });
      about.get(unit).n += 1;
      about.get(unit).sum += place;
    }
  });
  const largest = [...about.values()].sort((a, b) => b.n - a.n || a.unit.number - b.unit.number);
  const rest = largest.length > MOST_FLOW + 1 ? largest.splice(MOST_FLOW) : [];
  largest.sort((a, b) => a.sum / a.n - b.sum / b.n || b.n - a.n || a.unit.number - b.unit.number);
  const targets = largest.map(({ unit, n }) => ({
    label: unit.name,
    tip: unit.tip,
    n,
    units: [unit],
    count: n,
    act: () => chooseUnit(unit),
  }));
  if (rest.length) {
    const n = rest.reduce((sum, each) => sum + each.n, 0);
    const label = t("rest", rest.length);
    targets.push({ label, n, units: rest.map((each) => each.unit), count: n, act: () => go({ view: "matrix" }) });
  }
  return targets;
}

/** Lay items below each other, each at least as high as its lines; gives the height of all. */
function stack(items, scale, gap) {
  let y = 6;
  for (const item of items) {
    item.h = item.n * scale;
    const slot = Math.max(item.h, item.lines.length * 17);
    item.y = y + (slot - item.h) / 2;
    y += slot + gap;
  }
  return y;
}

/** One stream for each goal, unit and role; on the left they lie by unit, on the right by goal. */
function streams(sources, targets) {
  const targetOf = new Map(targets.flatMap((target) => target.units.map((unit) => [unit, target])));
  const found = [];
  for (const source of sources) {
    const own = new Map(targets.map((target) => [target, new Map()]));
    for (const edge of source.edges) {
      const byRole = own.get(targetOf.get(edge.unit));
      byRole.set(edge.role, [...(byRole.get(edge.role) || []), edge]);
    }
    for (const [target, byRole] of own)
      for (const role of data.roles)
        if (byRole.has(role)) found.push({ source, target, role, edges: byRole.get(role) });
  }
  return found;
}

function drawStream({ source, target, role, edges }, x0, x1, scale) {
  const h = edges.length * scale;
  const [from, to] = [source.next, target.next];
  source.next += h;
  target.next += h;
  const at = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const middle = (x0 + x1) / 2;
  const there = `M${at(x0, from)}C${at(middle, from)} ${at(middle, to)} ${at(x1, to)}`;
  const back = `L${at(x1, to + h)}C${at(middle, to + h)} ${at(middle, from + h)} ${at(x0, from + h)}Z`;
  const path = draw("path", { class: role, d: there + back });
  path.append(tip(`${source.label} → ${target.label}: ${roleName(role)} ${edges.length}`));
  return path;
}

/** One end of the streams: a bar, and the words beside it. */
function drawEnd(item, barX, x, anchor) {
  const text = draw("text", { class: item.units && item.units.length > 1 ? "quiet" : "" });
  const top = item.y + item.h / 2 - (item.lines.length - 1) * 8.5 + 4.5;
  item.lines.forEach((line, number) => {
    const part = draw("tspan", { x, y: (top + number * 17).toFixed(1), "text-anchor": anchor });
    part.textContent = line;
    text.append(part);
  });
  if (item.count) {
    const number = draw("tspan", { class: "quiet", dx: 6 });
    number.textContent = item.count;
    text.append(number);
  }
  const bar = draw("rect", {
    class: "bar-end",
    x: barX,
    y: item.y.toFixed(1),
    width: THICK - 3,
    height: Math.max(1, item.h).toFixed(1),
  });
  const made = draw("g", { class: "item", role: "button", "aria-label": flat(item.label) }, text, bar);
  made.append(tip(item.tip || item.label));
  pressable(made, item.act);
  return made;
}

/** Cut a text into lines of so many Chinese characters; Latin ones are half as wide. */
function wrapped(text, room, most) {
  const lines = [""];
  let used = 0;
  for (const char of text) {
    const wide = char.codePointAt(0) < 0x2e80 ? 0.56 : 1;
    if (used + wide > room) {
      if (lines.length === most) {
        lines[most - 1] = [...lines[most - 1]].slice(0, -1).join("") + "…";
        return lines;
      }
      lines.push("");
      used = 0;
    }
    lines[lines.length - 1] += char;
    used += wide;
  }
  return lines;
}
