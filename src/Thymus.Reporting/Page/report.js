'use strict';
// The page is whole without this script. It adds: what a line or bar is under the pointer, values of survival curves, saving a figure.
const tip = document.getElementById('tip');

function show(content, event) {
  tip.replaceChildren(...content);
  tip.hidden = false;
  const x = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
  const y = event.clientY + 16 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 12 : event.clientY + 16;
  tip.style.left = Math.max(4, x) + 'px';
  tip.style.top = y + 'px';
}

function hide() { tip.hidden = true; }

document.addEventListener('pointermove', event => {
  const marked = event.target.closest?.('[data-tip]');
  if (marked) show(marked.dataset.tip.split(' · ').flatMap(line => [document.createTextNode(line), document.createElement('br')]), event);
  else if (!event.target.closest?.('[data-plot]')) hide();
});
document.addEventListener('keydown', event => { if (event.key === 'Escape') hide(); });

const language = document.documentElement.lang;
const number = value => value.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

for (const figure of document.querySelectorAll('figure')) {
  const data = figure.querySelector('script[type="application/json"]');
  if (data) readOut(figure, JSON.parse(data.textContent));
  const button = figure.querySelector('.save');
  button.hidden = false;
  button.addEventListener('click', () => save(figure));
}

function readOut(figure, curves) {
  for (const svg of figure.querySelectorAll('svg[data-plot]')) {
    const [left, top, right, bottom, longest] = svg.dataset.plot.split(' ').map(Number);
    const line = document.createElementNS(svg.namespaceURI, 'line');
    for (const [name, value] of Object.entries({ y1: top, y2: bottom, stroke: '#5c6470', 'stroke-width': 1, visibility: 'hidden' })) line.setAttribute(name, value);
    svg.append(line);
    svg.addEventListener('pointerleave', () => { line.setAttribute('visibility', 'hidden'); hide(); });
    svg.addEventListener('pointermove', event => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      if (at.x < left || at.x > right || at.y < top || at.y > bottom) { line.setAttribute('visibility', 'hidden'); hide(); return; }
      const month = (at.x - left) / (right - left) * longest;
      line.setAttribute('x1', at.x); line.setAttribute('x2', at.x); line.setAttribute('visibility', 'visible');
      const rows = [document.createTextNode(curves.month + ' ' + number(month))];
      for (const arm of curves.arms) {
        const survival = arm.points.findLast(point => point[0] <= month)[1];
        const key = document.createElement('i');
        key.style.background = arm.colour;
        rows.push(document.createElement('br'), key, document.createTextNode(number(survival) + (language === 'fr' ? '\u202f% ' : '% ') + arm.label));
      }
      show(rows, event);
    });
  }
}

function save(figure) {
  const shown = [...figure.querySelectorAll('.drawing svg')].find(svg => getComputedStyle(svg).display !== 'none');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(shown)], { type: 'image/svg+xml' }));
  link.download = figure.id + '.svg';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
