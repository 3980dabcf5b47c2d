/* Elements are made here and nowhere else: words of documents become text nodes and values of harmless attributes. */

const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);

/** Make an element. `about`: class, text, on (a click), set (attributes); the rest are children or texts. */
function el(tag, about = {}, ...children) {
  const made = document.createElement(tag);
  if (about.class) made.className = about.class;
  if (about.on) made.addEventListener("click", about.on);
  if (about.text !== undefined) made.textContent = about.text;
  for (const [name, value] of Object.entries(about.set || {})) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  if (tag === "button") made.type = "button";
  return made;
}

function draw(tag, set = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(set)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** What shows when one points at a part of a picture. */
function tip(text) {
  const made = draw("title");
  made.textContent = flat(text);
  return made;
}

/** Let a part of a picture be pressed like a button, by mouse and by keys. */
function pressable(part, act) {
  part.addEventListener("click", act);
  part.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}

/** Words of a document, isolated from what stands around them. */
const words = (text, className = "") => el("bdi", { text, class: className });

/** A mark of a role; its shape and colour stand in the style. */
function mark(role, review = false) {
  return el("i", { class: `mark ${role}${review ? " review" : ""}`, set: { "aria-hidden": "true" } });
}

/** A bar of the roles in `counts`, as long as they are of `most`. */
function loadBar(counts, most) {
  const bar = el("div", { class: "load", set: { "aria-hidden": "true" } });
  for (const role of data.roles) {
    if (!counts[role]) continue;
    const part = el("i", { class: role });
    part.style.setProperty("--share", counts[role] / most);
    bar.append(part);
  }
  return bar;
}

/** Let the arrow keys move the focus in a list; Tab enters and leaves it. */
function arrows(box, selector) {
  const items = () => [...box.querySelectorAll(selector)];
  items().forEach((item, place) => (item.tabIndex = place ? -1 : 0));
  let last = items()[0];
  box.addEventListener("focusin", (event) => {
    const item = event.target.closest(selector);
    if (!item) return;
    if (last) last.tabIndex = -1;
    last = item;
    item.tabIndex = 0;
  });
  box.addEventListener("keydown", (event) => {
    const list = items();
    const at = list.indexOf(document.activeElement);
    if (at < 0) return;
    const to = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: list.length - 1,
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    list[Math.max(0, Math.min(list.length - 1, to[event.key]))].focus();
  });
}
