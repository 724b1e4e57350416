// Small comforts of every page. Nothing depends on them: the server recognises a form sent twice by its key.

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    // A look in another window sends nothing that would happen; the form stays as it is.
    if (event.submitter?.formTarget) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // After this turn, so that the pressed button's name and value are still sent.
    setTimeout(() => setButtons(form, true));
  });
}

function setButtons(form, off) {
  for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = off;
}

function allowAgain() {
  // Coming back with the browser's back button shows the page as it was left: let it be sent again.
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    setButtons(form, false);
  }
}

function offerPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.querySelectorAll("form[data-once]").forEach(sendOnce);
document.querySelectorAll("[data-print]").forEach(offerPrint);
document.querySelector("[data-focus]")?.focus();
window.addEventListener("pageshow", (event) => event.persisted && allowAgain());
