// The threshold tool: everything it tells is in the table below it too, for fewer thresholds.
(() => {
  const curve = JSON.parse(document.getElementById("curve").textContent);
  const slider = document.getElementById("threshold");
  const told = document.getElementById("told");
  const line = document.getElementById("line");
  const bars = document.querySelectorAll(".histogram rect");
  const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const expected = (value) => (value < 99.95 ? tenths : whole).format(value);

  const show = () => {
    const row = curve.rows[Number(slider.value)];
    const used = Number(slider.value) === curve.used ? " This is the line that was used." : "";
    told.textContent =
      `If a link needed a chance of ${row.chance} (${row.points} points), ${whole.format(row.links)} pairs would ` +
      `reach it. Of these ${expected(row.wrong)} are expected to be two people; of the others ` +
      `at least ${expected(row.missed)} are expected to be one.${used}`;
    slider.setAttribute("aria-valuetext", `${row.chance}, ${row.points} points`);
    line.setAttribute("d", `M${row.at},0V100`);
    for (const bar of bars) {
      bar.setAttribute("class", Number(bar.getAttribute("x")) >= row.at - 0.01 ? "fill" : "below");
    }
  };

  document.getElementById("tool").hidden = false;
  slider.addEventListener("input", show);
  show();
})();
