/* The search, and the units ranked by what they carry. */

const unitButtons = new Map();

function drawFound() {
  const wanted = folded(query.trim());
  const found = wanted ? here.ranked.filter((about) => about.unit.hay.includes(wanted)) : here.ranked;
  const most = Math.max(1, ...here.ranked.map((about) => about.edges.length));
  unitButtons.clear();
  const rank = el("ul", { class: "rank" });
  for (const about of found.slice(0, MOST_LISTED)) {
    const { unit } = about;
    const said = data.roles
      .filter((role) => about.counts[role])
      .map((role) => `${roleName(role)} ${about.counts[role]}`)
      .join(", ");
    const button = el(
      "button",
      {
        set: {
          "data-unit": unit.key,
          title: flat(unit.tip),
          "aria-label": flat(`${unit.name}: ${about.tasks.size} (${said})`),
        },
        on: () => chooseUnit(unit),
      },
      el(
        "span",
        { class: "head" },
        words(unit.name, unit.collective ? "collective" : ""),
        el("span", { class: "many", text: about.tasks.size }),
      ),
      unit.of && here.plans.length > 1 ? words(unit.of, "of") : null,
      loadBar(about.counts, most),
    );
    unitButtons.set(unit, button);
    rank.append(el("li", {}, button));
  }
  const parts = [
    el(
      "h2",
      {},
      `${t("units")} ${found.length}`,
      el("button", {
        text: t(order === "tasks" ? "byTasks" : "byLead") + " ⇅",
        set: { id: "order" },
        on: () => {
          order = order === "tasks" ? "leads" : "tasks";
          refresh(true);
          byId("order").focus();
        },
      }),
    ),
    found.length ? rank : el("p", { class: "note", text: t("noUnit") }),
  ];
  arrows(rank, "button");
  if (found.length > MOST_LISTED)
    parts.push(el("p", { class: "note", text: t("moreUnits", found.length - MOST_LISTED) }));
  if (wanted) {
    const hits = here.tasks.filter((task) => task.hay.includes(wanted));
    const list = el("ul", { class: "hits" });
    for (const task of hits.slice(0, MOST_HITS))
      list.append(
        el(
          "li",
          {},
          el(
            "button",
            { on: () => chooseTask(task), set: { "data-task": task.ref } },
            el(
              "span",
              {},
              `${shortId(task)} `,
              words(task.task || ""),
              task.task ? " " : "",
              words(around(task.content, query.trim())),
            ),
          ),
        ),
      );
    arrows(list, "button");
    parts.push(el("h2", { text: `${t("tasks")} ${hits.length}` }), list);
    if (hits.length > MOST_HITS)
      parts.push(
        el("button", { class: "link", text: t("more", hits.length - MOST_HITS), on: () => go({ view: "list" }) }),
      );
  }
  byId("found").replaceChildren(...parts);
}

/** The words of a content from a little before what was searched. */
function around(text, wanted) {
  const at = text.toLowerCase().indexOf(wanted.toLowerCase());
  return at > 16 ? "…" + text.slice(at - 10) : text;
}

function shortId(task) {
  const number = /^t0*(\d+)$/.exec(task.id);
  return number ? number[1] : task.id;
}
