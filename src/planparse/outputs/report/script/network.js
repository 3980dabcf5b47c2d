/* The network of units that share tasks; its places were computed when the page was made. */

function drawNetwork() {
  const network = data.networks[state.scope];
  if (!network) return [el("p", { class: "empty", text: t("tableOnly") })];
  if (!network.nodes.length) return [el("p", { class: "empty", text: t("noTies") })];
  const picture = draw("svg", {
    class: `net${network.nodes.length < 120 ? " few" : ""}`,
    viewBox: `0 0 ${network.width} ${network.height}`,
    role: "group",
    "aria-label": t("network"),
  });
  const place = new Map(network.nodes.map((node) => [node.unit, node]));
  const most = Math.max(4, ...network.ties.map((tie) => tie[2]));
  const pale = Math.max(0.3, Math.min(1, 400 / network.ties.length)); // many lines would hide each other
  const lines = draw("g", { class: "ties" });
  for (const [one, other, count] of network.ties) {
    const line = tieLine(place.get(one), place.get(other), 0.6 + (4 * count) / most);
    line.setAttribute("opacity", (pale * (0.16 + (0.5 * count) / most)).toFixed(3));
    lines.append(line);
  }
  const own = draw("g");
  picture.append(lines, own, ...network.nodes.map(drawNode));
  arrows(picture, ".node");
  // All ties of a chosen unit are drawn, also those that are too light to be in the picture.
  handles.ties = (unit) => {
    own.replaceChildren();
    const from = unit && place.get(unit.number);
    if (!from) return;
    for (const [partner, count] of partnersOf(unit)) {
      if (!place.has(partner.number)) continue;
      const line = tieLine(from, place.get(partner.number), 0.9 + 4 * Math.min(1, count / most));
      line.setAttribute("class", "chosen-tie");
      own.append(line);
    }
  };
  handles.note = t("netNote");
  const notes = [];
  if (network.nodes_left_out) notes.push(t("nodesCut", network.nodes.length, network.nodes_left_out));
  if (network.ties_left_out) notes.push(t("tiesCut", network.ties.length, network.ties_left_out));
  if (here.ranked.some((about) => about.unit.collective)) notes.push(t("collectivesOut"));
  const note = notes.length ? el("p", { class: "note", text: notes.join(" ") }) : null;
  return [zoomButtons(picture), el("div", { class: "scroll wide-picture" }, picture), note].filter(Boolean);
}

function tieLine(from, to, width) {
  return draw("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, "stroke-width": width.toFixed(2) });
}

/** A unit: its circle in the colour of the role that it holds most, and its name where there is room for it. */
function drawNode(node) {
  const unit = units[node.unit];
  const about = here.byUnit.get(unit) || { counts: {}, tasks: new Set() }; // the filters may leave nothing of it
  const count = (role) => about.counts[role] || 0;
  const role = data.roles.reduce((best, each) => (count(each) > count(best) ? each : best));
  const name = flat(unit.name);
  const label = draw("text", { x: node.x, y: (node.y + node.r + 15).toFixed(1), class: node.label ? "" : "late" });
  label.textContent = node.label || (name.length > 16 ? name.slice(0, 15) + "…" : name);
  const set = {
    class: about.tasks.size ? "node" : "node out",
    role: "button",
    "aria-label": `${name}: ${about.tasks.size}`,
    "data-unit": unit.key,
  };
  const circle = draw("circle", { cx: node.x, cy: node.y, r: node.r, class: `own ${role}` });
  const made = draw("g", set, circle, label, tip(unit.tip));
  pressable(made, () => chooseUnit(unit));
  remember("units", unit, made);
  return made;
}

function zoomButtons(picture) {
  const resize = (by) => {
    zoom = Math.max(1, Math.min(3, zoom * by));
    picture.style.setProperty("--zoom", zoom);
  };
  resize(1);
  return el(
    "div",
    { class: "zoom" },
    el("button", { text: "+", set: { "aria-label": t("larger") }, on: () => resize(1.35) }),
    el("button", { text: "−", set: { "aria-label": t("smaller") }, on: () => resize(1 / 1.35) }),
  );
}
