// Live totals, grades and level of a scale sheet. It only looks up what the page's tables say; the server counts again.
// The form's data-scores names the JSON block with the tables: dimensions (key, grades as name by total), grade numbers
// by total, and the level by the three grade numbers, made by policy.score_tables.

const UNFINISHED = "未评完";

function scoresOf(form, key) {
  const items = [...form.querySelectorAll(`[data-dimension="${key}"]`)];
  return items.map((item) => item.querySelector("input:checked")?.value);
}

function result(form, dimension) {
  const scores = scoresOf(form, dimension.key);
  const known = scores.filter((score) => score !== undefined).map(Number);
  const sum = known.reduce((total, score) => total + score, 0);
  const grade = known.length === dimension.items ? dimension.grade_by_total[sum] : undefined;
  return { sum, grade, left: dimension.items - known.length };
}

function showDimension(form, dimension, { sum, grade, left }) {
  const box = form.querySelector(`[data-total="${dimension.key}"]`);
  if (!box) return;
  box.querySelector("[data-sum]").textContent = sum;
  box.querySelector("[data-grade]").textContent = grade === undefined ? `还差 ${left} 项` : dimension.grades[grade];
}

function levelOf(tables, results) {
  return results.reduce((table, { grade }) => (grade === undefined ? undefined : table?.[grade]), tables.level_by_grades);
}

function show(form, tables) {
  const results = tables.dimensions.map((dimension) => result(form, dimension));
  tables.dimensions.forEach((dimension, index) => showDimension(form, dimension, results[index]));
  const box = form.querySelector("[data-level]");
  const level = levelOf(tables, results);
  if (box) box.textContent = level === undefined ? UNFINISHED : tables.levels[level];
}

function start(form) {
  const tables = JSON.parse(document.getElementById(form.dataset.scores).textContent);
  form.addEventListener("change", () => show(form, tables));
  show(form, tables);
}

document.querySelectorAll("form[data-scores]").forEach(start);
