"use strict";

// What was refused is read first.
document.getElementById("problems")?.focus();

// The form of a claim is judged while it is filled in; what nobody has touched yet is not complained about.
const form = document.querySelector("form[data-judged]");
const touched = new Set();
let asked = 0;

function texts() {
  const found = {};
  for (const field of form.querySelectorAll("[name]:not([type=hidden])")) {
    found[field.name] = [...(field.selectedOptions ?? [field])].map((each) => each.value).join("\n");
  }
  return found;
}

function offer(name, choices) {
  const select = form.elements[name];
  const chosen = new Set([...select.selectedOptions].map((each) => each.value));
  const options = choices.map(([value, caption, isOpen]) => {
    const option = new Option(caption, value, false, chosen.has(value));
    option.disabled = !isOpen && !chosen.has(value);
    return option;
  });
  select.replaceChildren(...(select.multiple ? [] : [new Option("", "")]), ...options);
}

function list(element, lines) {
  element.replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
  );
}

async function judge() {
  const number = ++asked;
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(form.dataset.judged, { method: "POST", headers, body: JSON.stringify(texts()) });
  if (!answer.ok || number !== asked) return; // a later question is on its way
  const { problems, choices, checklist, period } = await answer.json();
  for (const [name, offered] of Object.entries(choices)) {
    if (document.activeElement !== form.elements[name]) offer(name, offered);
  }
  for (const error of form.querySelectorAll(".error")) {
    const name = error.id.slice(2);
    const found = touched.has(name) ? problems.filter(([field]) => field === name) : [];
    error.textContent = found.map(([, sentence]) => sentence).join(" ");
    form.elements[name].setAttribute("aria-invalid", String(found.length > 0));
  }
  list(document.getElementById("checklist"), checklist);
  document.getElementById("period").textContent = period;
  form.dataset.answered = String(number);
}

form?.addEventListener("input", (event) => {
  touched.add(event.target.name);
  judge();
});
if (form) judge();
