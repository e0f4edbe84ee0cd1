"""What a page does by itself: it narrows lists and unfolds what is printed. It writes text, and no markup."""

SCRIPT = """
"use strict";
(() => {
  const texts = new WeakMap();
  const wordsOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const holds = (row, choices) => choices.every(([key, value]) => row.dataset[key] === value
    || (row.dataset[key] || "").split("|").includes(value));
  const narrow = (form) => {
    const list = document.getElementById(form.dataset.list);
    const wanted = form.querySelector("input").value.trim().toLowerCase().split(/\\s+/).filter(Boolean);
    const choices = [...form.querySelectorAll("select")].map((each) => [each.dataset.key, each.value])
      .filter(([, value]) => value);
    let left = 0, all = 0;
    for (const row of list.querySelectorAll("[data-row]")) {
      const stays = holds(row, choices) && (!wanted.length || wanted.every((each) => wordsOf(row).includes(each)));
      row.classList.toggle("out", !stays);
      all += 1;
      left += stays ? 1 : 0;
    }
    for (const group of list.querySelectorAll("[data-group]")) {
      group.classList.toggle("out", !group.querySelector("[data-row]:not(.out)"));
    }
    const noun = form.dataset.noun;
    const number = (count) => count.toLocaleString("en");
    form.querySelector(".count").textContent = left === all ? `${number(all)} ${noun}`
      : left ? `${number(left)} of ${number(all)} ${noun}` : `none of ${number(all)} ${noun}`;
  };
  const fold = (id, isOpen) => {
    for (const each of document.getElementById(id).querySelectorAll("details")) each.open = isOpen;
  };
  for (const form of document.querySelectorAll("form.filter")) {
    form.hidden = false;
    form.addEventListener("input", () => narrow(form));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => narrow(form)));
    for (const each of form.querySelectorAll("[data-open]")) {
      each.addEventListener("click", () => fold(each.dataset.open, true));
    }
    for (const each of form.querySelectorAll("[data-fold]")) {
      each.addEventListener("click", () => fold(each.dataset.fold, false));
    }
  }
  const follow = document.querySelector("#follow");
  if (follow) {
    const picture = document.querySelector("svg.targeting");
    const told = document.querySelector("#followed");
    const show = () => {
      const chosen = follow.value;
      const node = chosen && picture.querySelector(`[data-node="${chosen}"]`);
      const beside = new Set(node ? [chosen, ...node.dataset.near.split(" ")] : []);
      picture.classList.toggle("following", Boolean(node));
      for (const each of picture.querySelectorAll("[data-node]")) {
        each.classList.toggle("on", beside.has(each.dataset.node));
      }
      for (const each of picture.querySelectorAll("[data-ends]")) {
        each.classList.toggle("on", each.dataset.ends.split(" ").every((end) => beside.has(end))
          && (!each.classList.contains("scope") || each.dataset.ends.split(" ").includes(chosen)));
      }
      told.textContent = node ? node.dataset.said : "The whole picture.";
    };
    document.querySelector("#follow-form").hidden = false;
    follow.addEventListener("change", show);
    for (const each of picture.querySelectorAll("[data-node]")) {
      each.addEventListener("click", () => {
        follow.value = follow.value === each.dataset.node ? "" : each.dataset.node;
        show();
      });
    }
  }
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of folded) each.open = false;
  });
})();
"""
