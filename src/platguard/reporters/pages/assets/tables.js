// Sorts and filters the tables of a page, and writes the rows of the long ones that are in view.
// Values become text nodes, never markup: this script makes no element from a string.
"use strict";

(() => {
  const SPARE = 12; // rows written above and below what is in view
  const MOST = 2000; // rows of a long table on paper, where everything is printed
  const FILTERED = 8; // rows from which on a short table has a filter
  const LETTERS = { f: "fail", u: "unknown", e: "exempt", p: "pass" };
  const WORST = ["f", "u", "e", "p"];
  const SYMBOLS = { fail: "✗", unknown: "?", exempt: "◇", pass: "✓" };
  const KINDS = { fail: "bad", unknown: "unsure", exempt: "held", pass: "good" };
  const words = new Intl.Collator("en", { numeric: true });
  const number = new Intl.NumberFormat("en");
  const looks = JSON.parse(document.getElementById("looks").textContent);

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /** Numbers to compare the values by; what is empty is null and comes last either way. */
  const places = (values) => {
    const texts = [...new Set(values.filter((value) => typeof value === "string" && value))];
    const rank = new Map(texts.sort(words.compare).map((text, place) => [text, place]));
    return values.map((value) => (typeof value === "string" ? rank.get(value) : value) ?? null);
  };

  /** What is common to tables: rows by number, in an order, and those that a filter leaves. */
  class Table {
    constructor(element, count) {
      this.element = element;
      this.count = count;
      this.order = Array.from({ length: count }, (_, row) => row);
      this.view = this.order;
      this.words = [];
      this.chosen = new Map();
      this.compared = new Map();
      this.texts = new Array(count);
      this.buttons = [];
      for (const [column, heading] of [...element.tHead.rows[0].cells].entries()) {
        const button = make("button", { type: "button" }, ...heading.childNodes);
        button.append(make("span", { class: "arrow", "aria-hidden": "true" }));
        button.addEventListener("click", () => this.sort(column));
        heading.dataset.name = button.textContent; // what paper shows
        heading.replaceChildren(button);
        this.buttons.push(button);
      }
    }

    /** By this column; by the same one again, the other way round. */
    sort(column) {
      const heading = this.element.tHead.rows[0].cells[column];
      const back = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of this.element.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", back === 1 ? "ascending" : "descending");
      if (!this.compared.has(column)) this.compared.set(column, places(this.values(column)));
      const by = this.compared.get(column);
      this.order = Array.from({ length: this.count }, (_, row) => row).sort((a, b) => {
        if (by[a] === null || by[b] === null) return (by[a] === null) - (by[b] === null) || a - b;
        return back * (by[a] - by[b]) || a - b;
      });
      this.narrow();
    }

    /** Leaves the rows that have every word and every chosen value. */
    narrow() {
      const { words: wanted, chosen } = this;
      this.view = this.order.filter((row) => {
        for (const [column, value] of chosen) if (this.value(row, column) !== value) return false;
        if (!wanted.length) return true;
        this.texts[row] ??= this.text(row).toLowerCase();
        return wanted.every((word) => this.texts[row].includes(word));
      });
      if (this.told) {
        const all = `${number.format(this.count)} ${this.counted}`;
        const left = this.view.length === this.count ? all : `${number.format(this.view.length)} of ${all}`;
        this.told.textContent = left;
      }
      this.show();
    }

    /** The line above a table: a filter, lists to choose from, and how many rows are left. */
    tools(title, lists) {
      const filter = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
      filter.addEventListener("input", () => {
        this.words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
        this.narrow();
      });
      this.told = make("output", {});
      const line = make("div", { class: "tools", role: "search", "aria-label": title });
      line.append(make("label", {}, "Filter ", filter));
      for (const [column, name, values] of lists) {
        const list = make("select", {}, make("option", { value: "" }, "all"));
        values.forEach((value, place) => {
          list.append(make("option", { value: String(place + 1) }, value || "(none)"));
        });
        list.addEventListener("change", () => {
          if (list.value) this.chosen.set(column, values[Number(list.value) - 1]);
          else this.chosen.delete(column);
          this.narrow();
        });
        line.append(make("label", {}, `${name} `, list));
      }
      line.append(this.told);
      return line;
    }
  }

  /** A table whose rows stand in the page. */
  class ShortTable extends Table {
    constructor(element) {
      const rows = [...element.tBodies[0].rows];
      super(element, rows.length);
      this.rows = rows;
      this.counted = "rows";
      if (rows.length >= FILTERED) {
        const title = `${element.caption.textContent.trim()}: filter`;
        element.closest(".wide").before(this.tools(title, []));
        this.narrow();
      }
    }

    value(row, column) {
      return this.rows[row].cells[column].textContent.trim();
    }

    values(column) {
      const held = this.rows.map((row) => row.cells[column].dataset.key);
      const empty = held.map((text) => (text === "" ? null : text));
      const isNumber = empty.every((text) => text === null || !Number.isNaN(Number(text)));
      return isNumber ? empty.map((text) => (text === null ? null : Number(text))) : empty;
    }

    text(row) {
      return this.rows[row].textContent;
    }

    show() {
      const shown = new Set(this.view);
      this.rows.forEach((row, place) => (row.hidden = !shown.has(place)));
      this.element.tBodies[0].append(...this.order.map((row) => this.rows[row]));
    }
  }

  /** A table of which only the rows in view are written. */
  class LongTable extends Table {
    constructor(section) {
      const held = JSON.parse(section.querySelector("script").textContent);
      const element = section.querySelector("table");
      super(element, held.rows.length);
      Object.assign(this, held);
      this.section = section;
      this.held = held.rows;
      this.window = section.querySelector(".window");
      this.paper = section.querySelector(".paper");
      [this.above, this.body, this.below] = element.tBodies;
      let cells = 0; // a standing has none of its own
      this.at = this.columns.map(({ kind }) => (kind === "standing" ? -1 : cells++));
      this.active = 0; // the place, in view, of the row that the arrow keys are at
      this.height = 36;
      this.printed = 0; // rows on paper; 0 on a screen
      const title = element.caption.textContent.trim();
      const lists = this.columns.flatMap(({ name, narrows }, column) => {
        const values = [...new Set(this.values(column))];
        return narrows && values.length > 1 ? [[column, name, values.sort(words.compare)]] : [];
      });
      section.prepend(this.tools(`${title}: filter`, lists));
      section.hidden = false;
      this.window.addEventListener("scroll", () => this.write(), { passive: true });
      new ResizeObserver(() => this.write()).observe(this.window);
      this.body.addEventListener("keydown", (event) => this.key(event));
      this.body.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button) this.open(Number(button.dataset.place));
      });
      this.narrow();
    }

    value(row, column) {
      return this.held[row][this.at[column]];
    }

    values(column) {
      const at = this.at[column];
      if (at < 0) return this.held.map((row) => this.rank(row, column));
      const isShare = this.columns[column].kind === "share";
      return this.held.map((row) => (isShare ? (row[at]?.[2] ?? null) : row[at]));
    }

    text(row) {
      const held = this.held[row];
      const shown = this.at.map((at) => (at < 0 ? "" : held[at]));
      if (this.things.length) {
        const letters = held.at(-1);
        for (let at = letters.indexOf("f"); at >= 0; at = letters.indexOf("f", at + 1)) {
          shown.push(this.things[at].id);
        }
      }
      return shown.join("\n");
    }

    /** How many things of a column have each letter. */
    counts(held, column) {
      const found = { f: 0, u: 0, e: 0, p: 0 };
      for (const thing of this.columns[column].things) found[held.at(-1)[thing]] += 1;
      return found;
    }

    /** Most failures last; null where nothing is about the row. */
    rank(held, column) {
      const found = this.counts(held, column);
      const worst = WORST.findIndex((letter) => found[letter]);
      return worst < 0 ? null : (WORST.length - worst) * 10000 + found[WORST[worst]];
    }

    show() {
      this.active = 0;
      this.element.setAttribute("aria-rowcount", String(this.view.length + 1));
      this.window.scrollTop = 0;
      this.write();
    }

    /** Writes the rows in view, and room for the others. */
    write(all = this.printed) {
      const focused = this.body.contains(document.activeElement);
      // All are written without a look at where they are: with so many that takes seconds.
      const [from, to] = all ? [0, all] : this.inView();
      const first = Math.max(0, from);
      const last = Math.min(this.view.length, to);
      const rows = [];
      for (let place = first; place < last; place += 1) rows.push(this.row(place));
      this.body.replaceChildren(...rows);
      const room = (body, count) => {
        body.hidden = count < 1 || all;
        body.rows[0].cells[0].style.height = `${count * this.height}px`;
      };
      room(this.above, first);
      room(this.below, this.view.length - last);
      const height = all ? 0 : rows[0]?.getBoundingClientRect().height;
      if (height && Math.abs(height - this.height) > 0.5) {
        this.height = height; // of this font, at this zoom
        this.write();
        return;
      }
      if (focused) (this.button(this.active) ?? this.window).focus({ preventScroll: true });
    }

    /** The places of the first row in view and of the one after the last, with some to spare. */
    inView() {
      const top = this.element.tHead.offsetHeight;
      const seen = Math.ceil(Math.max(this.window.clientHeight - top, 0) / this.height);
      const at = Math.floor(this.window.scrollTop / this.height);
      return [at - SPARE, at + seen + SPARE];
    }

    /** On paper nothing scrolls: so many rows are written there, and how many are left is said. */
    print(rows) {
      this.printed = rows;
      this.write();
      const left = rows ? this.view.length - rows : 0;
      this.paper.hidden = left <= 0;
      const of = `${number.format(this.view.length)} ${this.counted}`;
      this.paper.textContent =
        `These are the first ${number.format(rows)} of ${of}, in the order that was chosen. All of them ` +
        "are in this page on a screen, and in the other formats of the report.";
    }

    row(place) {
      const held = this.held[this.view[place]];
      const row = make("tr", { "aria-rowindex": String(place + 2) });
      this.columns.forEach(({ kind, printed }, column) => {
        const look = printed ? kind : `${kind} screen`;
        const cell = make(column ? "td" : "th", column ? { class: look } : { scope: "row" });
        if (kind === "standing") this.stand(cell, held, column);
        else if (!column && this.opens) cell.append(this.opener(place, held[0]));
        else this.fill(cell, kind, held[this.at[column]]);
        row.append(cell);
      });
      return row;
    }

    opener(place, text) {
      const attributes = { type: "button", class: "opens", "data-place": String(place) };
      attributes.tabindex = place === this.active ? "0" : "-1";
      return make("button", attributes, text || "(none)");
    }

    fill(cell, kind, value) {
      if (value === null || value === "") cell.append("–");
      else if (kind === "share") {
        cell.append(make("b", {}, `${value[2].toFixed(1)}%`));
        cell.append(` ${number.format(value[0])} of ${number.format(value[1])}`);
      } else if (kind === "state") {
        const [look, symbol] = looks[value] ?? ["plain", ""];
        cell.append(make("span", { class: `mark ${look}` }, `${symbol} ${value}`.trim()));
      } else if (kind === "change") cell.append(`${value > 0 ? "+" : ""}${number.format(value)}`);
      else cell.append(typeof value === "number" ? number.format(value) : value);
    }

    stand(cell, held, column, isWhole = false) {
      const found = this.counts(held, column);
      const letter = WORST.find((one) => found[one]);
      if (!letter) {
        cell.append(make("span", { "aria-hidden": "true" }, "–"));
        cell.append(make("span", { class: "spoken" }, "not applicable"));
        return;
      }
      const word = LETTERS[letter];
      const all = found.f + found.u + found.e + found.p;
      const day = letter === "p" ? this.since(held, column) : "";
      const told = letter === "p" ? `pass${day && ` since ${day}`}` : `${found[letter]} of ${all} ${word}`;
      const since = isWhole && day ? `since ${day}` : day.slice(0, 7);
      const shown = `${SYMBOLS[word]} ${letter === "p" ? since : found[letter]}`.trim();
      const look = make("span", { class: `mark ${KINDS[word]}`, title: told });
      look.append(make("span", { "aria-hidden": "true" }, shown));
      look.append(make("span", { class: "spoken" }, told));
      cell.append(look);
    }

    /** Since when everything of a standing passes; empty where it does not, or nobody knows. */
    since(held, column) {
      const before = this.columns.slice(0, column).filter(({ kind }) => kind === "standing").length;
      return held.at(-1).slice(this.things.length).split(",")[before + 1];
    }

    button(place) {
      return this.body.querySelector(`button[data-place="${place}"]`);
    }

    /** Arrow keys, Page, Home and End move from row to row. */
    key(event) {
      const page = Math.max(1, Math.floor(this.window.clientHeight / this.height) - 2);
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
      const ends = { Home: 0, End: this.view.length - 1 };
      if (!(event.key in steps) && !(event.key in ends)) return;
      event.preventDefault();
      const wanted = ends[event.key] ?? this.active + steps[event.key];
      this.go(Math.min(Math.max(wanted, 0), this.view.length - 1));
    }

    go(place) {
      this.active = place;
      const top = place * this.height;
      const room = this.window.clientHeight - this.element.tHead.offsetHeight - this.height;
      if (top < this.window.scrollTop) this.window.scrollTop = top;
      else if (top > this.window.scrollTop + room) this.window.scrollTop = top - room;
      this.write();
      this.button(place)?.focus({ preventScroll: true });
    }

    /** Everything about one row. */
    open(place) {
      this.active = place;
      const held = this.held[this.view[place]];
      const list = make("dl");
      this.columns.forEach(({ name, kind }, column) => {
        const told = make("dd");
        if (kind === "standing") this.stand(told, held, column, true);
        else this.fill(told, kind, held[this.at[column]]);
        list.append(make("dt", {}, name), told);
      });
      const parts = [list];
      for (const letter of this.things.length ? WORST : []) {
        const found = this.things.filter((_, thing) => held.at(-1)[thing] === letter);
        if (!found.length) continue;
        const word = LETTERS[letter];
        const rules = found.map((thing) => make("li", {}, make("b", {}, thing.id), ` ${thing.title} (${thing.of})`));
        const head = make("summary", {}, make("span", { class: `mark ${KINDS[word]}` }, `${SYMBOLS[word]} ${word}`), ` ${found.length}`);
        const part = make("details", letter === "p" ? {} : { open: "" }, head, make("ul", {}, ...rules));
        parts.push(part);
      }
      const dialog = document.getElementById("detail");
      dialog.querySelector("h2").textContent = held[0] || "(none)";
      dialog.querySelector(".about").replaceChildren(...parts);
      dialog.addEventListener("close", () => this.button(place)?.focus(), { once: true });
      dialog.showModal();
    }
  }

  for (const table of document.querySelectorAll("table.short")) new ShortTable(table);
  const long = [...document.querySelectorAll(".long")].map((section) => new LongTable(section));
  // Paper is for what is read from front to back, unless somebody wants all of it.
  const everything = document.getElementById("everything");
  if (everything) everything.closest("p").hidden = false;
  let opened = [];
  addEventListener("beforeprint", () => {
    const all = everything?.checked;
    opened = all ? [...document.querySelectorAll(".letters:not([open]), .numbers:not([open])")] : [];
    for (const part of opened) part.open = true;
    for (const table of long) table.print(all ? MOST : table.onPaper);
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
    for (const table of long) table.print(0);
  });
})();
