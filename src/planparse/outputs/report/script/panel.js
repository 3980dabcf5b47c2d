/* The panel: an overview, a unit, or a task with its places in the document. */

function drawPanel() {
  const unit = unitByKey.get(state.unit);
  const task = allTasks.get(state.task);
  byId("panel").replaceChildren(
    ...(task ? taskPanel(task, unit) : unit ? unitPanel(unit) : overview()).filter(Boolean),
  );
  byId("panel").scrollTop = 0;
}

function bars(counts, most) {
  return el(
    "ul",
    { class: "bars" },
    ...data.roles
      .filter((role) => counts[role])
      .map((role) =>
        el(
          "li",
          {},
          el("span", { class: "name" }, mark(role), roleName(role)),
          loadBar({ [role]: counts[role] }, most),
          el("span", { class: "n", text: counts[role] }),
        ),
      ),
  );
}

function overview() {
  const parts = [
    el("h2", { text: t("overview") }),
    el("p", { class: "meta", text: t("howTo") }),
    el("p", { class: "meta", text: t("keys") }),
  ];
  const most = Math.max(1, ...Object.values(here.roles));
  if (here.edges.length) parts.push(el("h3", { text: t("load") }), bars(here.roles, most));
  const groups = here.groups.filter((group) => group.tasks.length);
  if (groups.length > 1) {
    const list = el("ul");
    for (const group of groups.slice(0, 80))
      list.append(
        el(
          "li",
          {},
          el(
            "button",
            {
              class: "wide",
              on: () => (group.scope ? go({ scope: group.scope }) : go({ view: "list", group: group.group })),
            },
            el("span", { class: "line" }, words(group.label), el("span", { class: "n", text: group.tasks.length })),
          ),
        ),
      );
    arrows(list, "button");
    parts.push(el("h3", { text: t(groups[0].kind === "plan" ? "plans" : "goals") }), list);
  }
  const warnings = new Map();
  for (const text of here.plans.flatMap((plan) => plan.warnings)) warnings.set(text, (warnings.get(text) || 0) + 1);
  if (warnings.size) {
    const list = el("ul");
    for (const [text, times] of [...warnings].slice(0, 20))
      list.append(el("li", { class: "remark" }, words(text), times > 1 ? ` × ${times}` : ""));
    parts.push(el("h3", { text: t("warnings") }), list);
  }
  return parts;
}

function unitPanel(unit) {
  const about = here.byUnit.get(unit) || { tasks: new Set(), counts: {}, edges: [] };
  const parts = [el("h2", {}, words(unit.name))];
  if (unit.full && unit.full !== unit.name) parts.push(el("p", { class: "meta" }, words(unit.full)));
  if (unit.of) parts.push(el("p", { class: "meta" }, words(unit.of)));
  if (unit.collective) parts.push(el("p", {}, el("span", { class: "tag", text: t("collective") })));
  if (unit.names && unit.names.length > 1)
    parts.push(
      el(
        "p",
        { class: "meta" },
        t("written") + " ",
        ...unit.names.flatMap((name, n) => (n ? ["、", words(name)] : [words(name)])),
      ),
    );
  if (!about.edges.length) return [...parts, el("p", { class: "empty", text: t("filteredOut") })];
  parts.push(el("h3", { text: t("load") }), bars(about.counts, Math.max(...Object.values(about.counts))));
  if (here.plans.length > 1) {
    const list = el("ul");
    const most = Math.max(...here.plans.map((plan) => about.edges.filter((edge) => edge.task.plan === plan).length));
    for (const plan of here.plans) {
      const own = about.edges.filter((edge) => edge.task.plan === plan);
      if (!own.length) continue;
      const counts = {};
      for (const edge of own) counts[edge.role] = (counts[edge.role] || 0) + 1;
      list.append(
        el(
          "li",
          {},
          el(
            "button",
            { class: "wide", on: () => go({ scope: plan.id }) },
            el("span", { class: "line" }, words(planName(plan)), el("span", { class: "n", text: own.length })),
            loadBar(counts, most),
          ),
        ),
      );
    }
    arrows(list, "button");
    parts.push(el("h3", { text: t("plans") }), list);
  }
  const partners = partnersOf(unit);
  if (partners.length) {
    const people = el("div", { class: "people" });
    for (const [partner, count] of partners.slice(0, 14))
      people.append(
        el(
          "button",
          { on: () => chooseUnit(partner), set: { title: flat(partner.full || partner.name) } },
          words(partner.name),
          el("span", { class: "n", text: count }),
        ),
      );
    arrows(people, "button");
    parts.push(el("h3", { text: `${t("partners")} ${partners.length}` }), people);
  }
  const list = el("ul");
  let goal;
  const tasks = [...about.tasks];
  for (const task of tasks.slice(0, MOST_ROWS)) {
    const above = [here.plans.length > 1 ? planName(task.plan) : "", task.plan.goals[task.goal]]
      .filter(Boolean)
      .join(" · ");
    if (above && above !== goal) list.append(el("li", { class: "goal-of" }, words((goal = above))));
    const roles = about.edges.filter((edge) => edge.task === task);
    list.append(
      el(
        "li",
        {},
        el(
          "button",
          { class: "wide", set: { "data-task": task.ref }, on: () => chooseTask(task) },
          el(
            "span",
            { class: "line" },
            ...roles.map((edge) => mark(edge.role, edge.review)),
            el("span", { class: "unseen", text: roles.map((edge) => roleName(edge.role)).join("、") }),
            words(task.task || task.content),
            el("span", { class: "n", text: shortId(task) }),
          ),
        ),
      ),
    );
  }
  arrows(list, "button");
  parts.push(el("h3", { text: `${t("ofTasks")} ${tasks.length}` }), list);
  if (tasks.length > MOST_ROWS)
    parts.push(
      el("button", { class: "more", text: t("more", tasks.length - MOST_ROWS), on: () => go({ view: "list" }) }),
    );
  return parts;
}

function taskPanel(task, unit) {
  const parts = [];
  if (unit) parts.push(el("button", { class: "link meta", on: () => go({ task: "" }) }, "← ", words(unit.name)));
  const above = [plans.length > 1 ? planName(task.plan) : "", task.plan.goals[task.goal]].filter(Boolean);
  if (above.length) parts.push(el("p", { class: "meta row-of" }, ...above.map((text) => words(text))));
  parts.push(el("h2", {}, `${shortId(task)} `, words(task.task || "")));
  parts.push(el("p", { class: "words" }, words(task.content)));
  for (const [key, found] of [
    ["deadline", task.deadlines],
    ["quantity", task.quantities],
  ])
    if (found && found.length)
      parts.push(
        el(
          "p",
          { class: "meta" },
          `${t(key)} `,
          ...found.flatMap((text, n) => (n ? ["、", words(text)] : [words(text)])),
        ),
      );
  const list = el("ul");
  for (const edge of task.edges) {
    const tags = [
      edge.review ? el("span", { class: "tag alarm", text: t("review") }) : null,
      edge.by_duty ? el("span", { class: "tag", text: t("byDuty") }) : null,
      edge.open_list ? el("span", { class: "tag", text: t("openList") }) : null,
    ].filter(Boolean);
    const row = el(
      "button",
      {
        class: `wide${edge.unit === unit ? " on" : ""}`,
        set: { "data-unit": edge.unit.key, "aria-pressed": edge.unit === unit },
        on: () => go({ unit: edge.unit === unit ? "" : edge.unit.key }),
      },
      el(
        "span",
        { class: "line" },
        mark(edge.role, edge.review),
        words(edge.written || edge.unit.name),
        ...tags,
        el("span", { class: "n", text: roleName(edge.role) }),
      ),
    );
    list.append(el("li", {}, row));
    if (edge.unit !== unit) continue;
    const said = [];
    if (edge.confidence < 1) said.push(t("confidence", edge.confidence));
    for (const other of edge.others || []) said.push(t("others", `${other.unit} ${roleName(other.role)}`));
    if (said.length) list.append(el("li", { class: "meta" }, said.join(" · ")));
  }
  arrows(list, "button");
  parts.push(
    el("h3", { text: t("assigned") }),
    task.edges.length ? list : el("p", { class: "meta", text: t("noRoles") }),
  );
  if (task.responsibility)
    parts.push(el("h3", { text: t("responsibility") }), el("p", { class: "quote" }, words(task.responsibility)));
  const own = task.edges.filter((edge) => edge.unit === unit).flatMap((edge) => edge.seen);
  const spots = [...new Set([...own, ...task.seen])].map((number) => task.plan.spots[number]);
  if (spots.length)
    parts.push(el("h3", { text: t("evidence") }), ...spots.map((spot) => evidence(spot, task.plan, task.content)));
  // As the contract cites them: a task by plan and id, an edge also by unit and role.
  const cited = task.edges
    .filter((edge) => edge.unit === unit)
    .map((edge) => `${task.ref}/${edge.written || unit.name}/${edge.role}`);
  for (const name of cited.length ? cited : [task.ref]) parts.push(el("p", { class: "cite", text: t("cite", name) }));
  return parts;
}

const MARGIN = 16; // points around the box in a crop
const LEAST_CROP = [300, 90]; // points; so that type of 10 points is read with ease
const TALLEST_CROP = 360;

/** Where words were read: the piece of the page, or its place and the words. */
function evidence(spot, plan, content) {
  const place = [];
  if (spot.page) place.push(t("page", spot.page));
  if (spot.paragraph) place.push(t("paragraph", spot.paragraph));
  if (spot.chars) place.push(t("chars", spot.chars[0] + 1, spot.chars[1]));
  if (spot.line) place.push(t("line", spot.line));
  const picture = plan.pictures[spot.page];
  const caption = el("figcaption");
  const figure = el("figure", { class: "crop" });
  // The policy of the page would let no other picture in; asking it would only show a broken one.
  if (picture && spot.box && /^data:image\/(webp|png|jpeg);base64,/.test(picture.uri)) {
    const [x0, top, x1, bottom] = spot.box;
    const width = Math.min(picture.width, Math.max(LEAST_CROP[0], x1 - x0 + 2 * MARGIN));
    const height = Math.min(picture.height, Math.min(TALLEST_CROP, Math.max(LEAST_CROP[1], bottom - top + 2 * MARGIN)));
    const left = Math.max(0, Math.min(picture.width - width, (x0 + x1 - width) / 2));
    const above = Math.max(
      0,
      Math.min(
        picture.height - height,
        bottom - top > height - 2 * MARGIN ? top - MARGIN : (top + bottom - height) / 2,
      ),
    );
    figure.append(
      draw(
        "svg",
        {
          viewBox: `${left} ${above} ${width} ${height}`,
          role: "img",
          "aria-label": `${t("wholePage")} ${place.join(" ")}`,
        },
        draw("image", { href: picture.uri, width: picture.width, height: picture.height, preserveAspectRatio: "none" }),
        draw("rect", { x: x0 - 1.5, y: top - 1.5, width: x1 - x0 + 3, height: bottom - top + 3, rx: 2 }),
      ),
    );
  } else {
    if (spot.box) place.push(t("box", spot.box.map((edge) => Math.round(edge)).join(", ")));
    if (spot.text && spot.text !== content) figure.append(el("p", { class: "quote" }, words(spot.text)));
  }
  caption.textContent = place.join(" · ");
  figure.append(caption);
  return figure;
}
