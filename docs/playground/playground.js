// The playground's page: loads Python and the library, asks `playground.py`, and shows its answers.
// What is shown as HTML and SVG comes from the library, which escapes every text; all else is set as text.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const at = (id) => document.getElementById(id);
const file = async (path) => {
  const answer = await fetch(new URL(path, import.meta.url));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
};
const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

let contents; // what there is to fetch
let python; // Pyodide
let answerTo; // the function `ask` of playground.py
const calendars = new Set();

const ask = (question) => JSON.parse(answerTo(JSON.stringify(question)));

async function load() {
  contents = await (await file("contents.json")).json();
  const wheels = contents.wheels.map(async (name) => new Uint8Array(await (await file(`wheels/${name}`)).arrayBuffer()));
  const source = file("playground.py").then((answer) => answer.text());
  python = await loadPyodide({ indexURL: new URL("./pyodide/", import.meta.url).href });
  at("loading").textContent = "Loading the library …";
  for (const wheel of await Promise.all(wheels)) python.unpackArchive(wheel, "wheel");
  python.runPython(await source);
  answerTo = python.globals.get("ask");
  window.pyodide = python; // for the console
}

// The country's calendar is fetched when somebody asks for it, once.
async function country() {
  const chosen = at("country").value;
  if (!calendars.has(chosen)) {
    const text = chosen === "weekdays" ? null : await (await file(`calendars/${chosen}.json`)).text();
    ask({ what: "calendar", country: chosen, years: contents.years, text });
    calendars.add(chosen);
  }
  return { country: chosen, language: at("language").value };
}

function problems(found) {
  return found.map((text) => element("p", { className: "problem", textContent: text }));
}

// When it is due.

async function due() {
  const time = at("time").value;
  const start = at("day").value + (time ? `T${time}` : "");
  const answer = ask({ what: "due", ...(await country()), clock: at("clock").value, start });
  at("answer").lang = at("language").value;
  if (answer.problems) {
    at("answer").replaceChildren(...problems(answer.problems));
  } else {
    at("answer").innerHTML = answer.html;
  }
  at("answer").dataset.day = answer.day ?? "";
  at("due-python").textContent = answer.python;
}

// A claim that is played.

async function play(more = {}) {
  const state = ask({
    what: "play", ...(await country()), by: at("by").value, at: at("at").value,
    amount: at("amount").value, words: at("words").value, ...more,
  });
  if (more.step && !state.problems.length) at("at").value = state.later;
  if (more.again || !at("at").value) at("at").value = state.later;
  at("status").textContent = state.status;
  at("refused").replaceChildren(...problems(state.problems));
  at("deadlines").replaceChildren(...state.deadlines.map((each) => {
    const why = element("details", {}, element("summary", { textContent: "Explain" }));
    why.insertAdjacentHTML("beforeend", each.html);
    const cells = [each.clock, each.day, each.state, why].map((cell) => element("td", {}, cell));
    return element("tr", {}, ...cells);
  }));
  at("timeline").innerHTML = state.timeline;
  at("history").textContent = state.history.join("\n");
  at("play-python").textContent = state.python;
  buttons(state.buttons);
  at("play").dataset.wire = state.wire;
}

// The buttons stay the same ones, so that whoever uses a keyboard keeps their place.
function buttons(options) {
  for (const option of options) {
    const id = `do-${option.key}`;
    let item = at(id)?.parentElement;
    if (!item) {
      const button = element("button", { id, type: "button" });
      button.setAttribute("aria-describedby", `${id}-why`);
      button.addEventListener("click", () => {
        if (button.getAttribute("aria-disabled") !== "true") attempt(() => play({ step: option.key }));
      });
      item = element("li", {}, button, element("small", { id: `${id}-why` }));
    }
    const [button, why] = item.children;
    button.textContent = option.caption;
    button.setAttribute("aria-disabled", String(option.why.length > 0));
    why.textContent = option.why.join("; ");
    const list = at(option.relevance === "never" ? "never" : "buttons");
    if (item.parentElement !== list) list.append(item);
  }
}

async function attempt(act) {
  try {
    await act();
  } catch (error) {
    at("loading").textContent = `Something went wrong: ${error.message}`;
    throw error;
  }
}

await attempt(async () => {
  await load();
  const choices = ask({ what: "choices" });
  const options = (pairs) => pairs.map(([value, text]) => element("option", { value, textContent: text }));
  at("country").append(...options([...Object.entries(contents.countries), ["weekdays", "Monday to Friday, no holidays"]]));
  at("language").append(...options(choices.languages));
  at("clock").append(...options(choices.clocks));
  for (const each of document.querySelectorAll("fieldset")) each.disabled = false;
  at("due").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(due);
  });
  for (const id of ["by", "at"]) at(id).addEventListener("change", () => attempt(play));
  at("language").addEventListener("change", () => attempt(async () => { await due(); await play(); }));
  at("country").addEventListener("change", () => attempt(async () => { await due(); await play(); }));
  at("again").addEventListener("click", () => {
    at("at").value = "";
    attempt(() => play({ again: true }));
  });
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => attempt(async () => {
      await navigator.clipboard.writeText(at(button.dataset.copy).textContent);
      button.textContent = "Copied";
    }));
  }
  await due();
  await play({ again: true });
  at("loading").textContent = "Ready.";
  document.documentElement.dataset.ready = "yes";
});
