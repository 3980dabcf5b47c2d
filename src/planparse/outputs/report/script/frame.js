/* All around the views: the heading, years and plans, the legend, the tabs; and when what is drawn again. */

let before = {}; // the state that is on the screen
let handles = { units: new Map(), tasks: new Map(), links: [] }; // what lights up in the view

/** Draw what has changed since the last time. A choice only switches classes; that keeps it quick. */
function refresh(force = false) {
  const changed = (...names) => force || names.some((name) => before[name] !== state[name]);
  const scope = changed("scope", "lang", "review");
  if (scope) {
    document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
    here = survey();
    drawMasthead();
    drawScopes();
    drawLegend();
    drawFound();
  }
  if (state.group && !chosenGroup()) state.group = "";
  if (scope || changed("view", "group") || (state.view === "list" && changed("unit"))) {
    if (changed("view", "scope", "group", "unit")) rowsShown = MOST_ROWS;
    drawTabs();
    drawView();
  }
  drawChosen();
  drawPanel();
  light();
  before = { ...state };
}

function drawMasthead() {
  const one = here.plans.length === 1 ? here.plans[0] : null;
  const kicker = one
    ? [one.number, one.issuer, one.date]
    : [
        state.scope.startsWith("year:") ? state.scope.slice(5) : "",
        t("allOf", here.plans.length),
        ...new Set(here.plans.map((p) => p.region)),
      ].slice(0, 9);
  byId("kicker").replaceChildren(...kicker.filter(Boolean).map((text) => words(text)));
  const many = state.lang === "zh" ? "工作计划的责任分工" : "Who does what in the work plans";
  const title = (plans.length === 1 || !one) && data.title ? data.title : one ? one.title : many;
  byId("title").replaceChildren(words(title));
  document.title = flat(title).replace(/\s+/g, " ");
  const figure = (key, number, className = "") => {
    const [start, end] = t(key).split("<b>");
    return el("span", { class: className }, start, el("b", { text: number.toLocaleString("en") }), end);
  };
  const all = here.plans.reduce((sum, plan) => sum + plan.edges.length, 0);
  byId("figures").replaceChildren(
    ...[
      here.plans.length > 1 ? figure("nPlans", here.plans.length) : null,
      figure("nTasks", here.tasks.length),
      figure("nUnits", new Set(here.plans.flatMap((plan) => plan.edges.map((edge) => edge.unit))).size),
      figure("nEdges", all),
      here.review ? figure("nReview", here.review, "alarm") : null,
      data.left_out ? el("span", { text: t("leftOut", data.left_out, data.min_confidence) }) : null,
    ].filter(Boolean),
  );
  const dark = document.documentElement.classList.contains("dark");
  byId("tools").replaceChildren(
    el("button", {
      text: t("other"),
      set: { id: "language", lang: state.lang === "zh" ? "en" : "zh-CN" },
      on: () => go({ lang: state.lang === "zh" ? "en" : "zh" }),
    }),
    el("button", { text: t(dark ? "light" : "dark"), set: { id: "theme" }, on: () => setTheme(!dark) }),
    el("button", { text: t("print"), set: { id: "print" }, on: () => window.print() }),
  );
  byId("skip").textContent = t("skip");
  byId("search").placeholder = t("search");
  byId("search").setAttribute("aria-label", t("search"));
  byId("side").setAttribute("aria-label", t("units"));
  byId("panel").setAttribute("aria-label", t("evidence"));
  const sources = one ? [one] : [];
  byId("foot").replaceChildren(
    ...sources
      .flatMap((plan) => [
        el("span", {}, t("file") + " ", words(plan.file)),
        plan.n_pages ? el("span", { text: t("pages", plan.n_pages) }) : null,
        el("span", { text: `${t("id")} ${plan.id}` }),
      ])
      .filter(Boolean),
    el("span", { text: "planparse" }),
  );
}

function drawScopes() {
  const box = byId("scopes");
  box.hidden = plans.length < 2;
  if (box.hidden) return;
  const of =
    here.plans.length === 1
      ? String(here.plans[0].year ?? "")
      : state.scope.startsWith("year:")
        ? state.scope.slice(5)
        : null;
  const buttons = el("div", { class: "years", set: { role: "group", "aria-label": t("year") } });
  const add = (text, scope, pressed) =>
    buttons.append(
      el("button", { text, set: { "aria-pressed": pressed, "data-scope": scope }, on: () => go({ scope }) }),
    );
  add(t("all"), "all", state.scope === "all");
  for (const year of years) add(String(year ?? t("noYear")), `year:${year ?? ""}`, of === String(year ?? ""));
  arrows(buttons, "button");
  const listed = of === null ? plans : plansIn(`year:${of}`);
  const whole = of === null ? "all" : `year:${of}`;
  const select = el("select", { set: { id: "plan", "aria-label": t("plan") } });
  select.append(new Option(t("allOf", listed.length), whole));
  for (const plan of listed)
    select.append(new Option(flat([plan.region, plan.number, plan.title].filter(Boolean).join(" · ")), plan.id));
  select.value = state.scope;
  select.addEventListener("change", () => go({ scope: select.value }));
  box.replaceChildren(buttons, select);
}

function drawLegend() {
  const buttons = data.roles
    .filter((role) => here.roles[role])
    .map((role) =>
      el(
        "button",
        {
          set: { "aria-pressed": !hidden.has(role), "data-role": role, title: `${roleName(role)} ${here.roles[role]}` },
          on: () => {
            if (!hidden.delete(role)) hidden.add(role);
            refresh(true);
            byId("legend").querySelector(`[data-role="${role}"]`).focus();
          },
        },
        mark(role),
        roleName(role),
      ),
    );
  if (here.review)
    buttons.push(
      el("button", {
        class: "only",
        text: t("onlyReview", here.review),
        set: { id: "only-review", "aria-pressed": Boolean(state.review) },
        on: () => go({ review: state.review ? "" : "1" }),
      }),
    );
  byId("legend").replaceChildren(...buttons);
  byId("legend").setAttribute("aria-label", t("roles"));
}

function drawTabs() {
  byId("tabs").replaceChildren(
    ...VIEWS.map((view) =>
      el("button", {
        text: t(view),
        set: { role: "tab", id: `tab-${view}`, "aria-selected": state.view === view, "aria-controls": "view" },
        on: () => {
          go({ view });
          byId(`tab-${view}`).focus();
        },
      }),
    ),
  );
  const chosen = byId(`tab-${state.view}`);
  for (const tab of byId("tabs").children) tab.tabIndex = tab === chosen ? 0 : -1;
  byId("view").setAttribute("aria-labelledby", chosen.id);
}

function drawView() {
  handles = { units: new Map(), tasks: new Map(), links: [] };
  const box = byId("view");
  const drawn = !here.tasks.length
    ? [el("p", { class: "empty", text: t("noTasks") })]
    : { matrix: drawMatrix, network: drawNetwork, flow: drawFlow, list: drawList }[state.view]();
  box.replaceChildren(...drawn);
}

function remember(kind, key, ...elements) {
  const known = handles[kind].get(key);
  if (known) known.push(...elements);
  else handles[kind].set(key, elements);
}
