// The carer's page: the time of now at a touch, the place where the phone is, a signature drawn with a finger.
// Without any of it the form can be filled in and sent as it is.

function pad(number) {
  return String(number).padStart(2, "0");
}

function localNow() {
  const now = new Date();
  const day = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  return `${day}T${pad(now.getHours())}:${pad(now.getMinutes())}`;
}

function keepPlace(form, name) {
  const field = form.elements.fixes;
  if (!field || !navigator.geolocation) return;
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const fixes = field.value && field.value !== "null" ? JSON.parse(field.value) : {};
    fixes[name] = [coords.latitude, coords.longitude, Math.round(coords.accuracy)];
    field.value = JSON.stringify(fixes);
  }, () => {});
}

function offerNow(button) {
  const field = document.getElementById(button.dataset.now);
  button.hidden = false;
  button.addEventListener("click", () => {
    field.value = localNow();
    keepPlace(field.form, field.name);
  });
}

function pointOf(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const scale = canvas.width / box.width;
  return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
}

function draw(canvas, changed) {
  const pen = canvas.getContext("2d");
  pen.lineWidth = 3;
  pen.lineCap = "round";
  let down = false;
  canvas.addEventListener("pointerdown", (event) => {
    down = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...pointOf(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!down) return;
    pen.lineTo(...pointOf(canvas, event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    down = false;
    changed();
  });
}

function put(canvas, field) {
  canvas.toBlob((blob) => {
    const files = new DataTransfer();
    files.items.add(new File([blob], `signature-${Date.now()}.png`, { type: "image/png" }));
    field.files = files.files;
  });
}

function offerSignature(box) {
  const canvas = box.querySelector("canvas");
  const field = document.getElementById(box.dataset.signature);
  if (!canvas.getContext || typeof DataTransfer === "undefined") return;
  box.hidden = false;
  draw(canvas, () => put(canvas, field));
  box.querySelector("[data-clear]").addEventListener("click", () => {
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  });
}

function giveKey(form) {
  const field = form.elements.client_key;
  if (field && !field.value && crypto.randomUUID) field.value = crypto.randomUUID();
}

document.querySelectorAll("[data-now]").forEach(offerNow);
document.querySelectorAll("[data-signature]").forEach(offerSignature);
document.querySelectorAll("form[data-once]").forEach(giveKey);
