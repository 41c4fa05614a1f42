/* Draws tables as bars. A figure says how (data-chart), the head of its table which columns (data-series); numbers,
   days and names are those that stand there. Without this script, or where it fails, the table says the same. */

const NUMBER = new Intl.NumberFormat('en');
const NARROWEST_LABEL = 20; // between two labels of the lower axis; all lengths are CSS pixels
const WIDEST_BAR = 26;
const LOWEST_BAR = 3; // what there is shows, however little it is
const BETWEEN = 1; // the parts of a bar
const FLAG = 24;
const AT_THE_END = 4;

const shown = new Set();

/* What a table says. */

class Figures {
  constructor(table) {
    const head = [...table.tHead.rows[0].cells];
    const part = name => head.find(cell => cell.dataset.part === name)?.cellIndex;
    this.rows = [...table.tBodies[0].rows];
    this.caption = text(table.caption);
    this.before = head[0].dataset.before ?? '';
    this.labels = this.rows.map(row => text(row.cells[0]));
    this.series = head.filter(cell => cell.dataset.series !== undefined).map(cell => ({
      name: cell.dataset.series,
      texts: this.rows.map(row => text(row.cells[cell.cellIndex])),
      numbers: this.rows.map(row => number(text(row.cells[cell.cellIndex]))),
    }));
    this.together = this.rows.map(row => part('together') ? text(row.cells[part('together')]) : '');
    this.notes = this.rows.map(row => part('notes') ? [...row.cells[part('notes')].querySelectorAll('a')] : []);
    if (!this.rows.length || !this.series.length) throw new Error('a table without figures');
  }

  /** Which row it is, with what belongs to all of its numbers. */
  heading(row) {
    return [this.before + this.labels[row], this.together[row] && this.together[row] + ' together',
      ...this.notes[row].map(text)].filter(Boolean);
  }

  sentence(row) {
    const [label, ...rest] = this.heading(row);
    return label + ': ' + [...this.series.map(each => each.texts[row] + ' ' + each.name), ...rest].join(', ');
  }
}

function text(element) {
  return element.textContent.trim();
}

function number(text) {
  if (!/^[\d,]+$/.test(text)) throw new Error('not a number: ' + text);
  return Number(text.replaceAll(',', ''));
}

/* How bars stand: from where to where, in rows and numbers, when a pixel is worth `pixel`. */

const KINDS = {
  stacked: {
    inks: ['--series-1', '--series-2', '--series-3', '--series-4'],
    places: () => 1,
    most: ({ rows, series }) => Math.max(...rows.map((_, row) => series.reduce((sum, each) => sum + each.numbers[row], 0))),
    spans({ series }, index, row, pixel) {
      const from = series.slice(0, index).reduce((sum, each) => sum + height(each.numbers[row], pixel), 0);
      const to = from + height(series[index].numbers[row], pixel);
      return [from && to > from ? from + BETWEEN * pixel : from, to];
    },
  },
  beside: {
    inks: ['--series-1', '--series-still'],
    places: ({ series }) => series.length,
    most: ({ series }) => Math.max(...series.flatMap(each => each.numbers)),
    spans: ({ series }, index, row, pixel) => [0, height(series[index].numbers[row], pixel)],
  },
};

function height(count, pixel) {
  return count && Math.max(count, LOWEST_BAR * pixel);
}

/* Inks come from the stylesheet, and each time anew: they change with the scheme. Patterns tell bars apart without them. */

function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const PATTERNS = [
  () => {},
  (tile, size) => {
    tile.lineWidth = size / 4;
    tile.beginPath();
    for (const shift of [-size, 0, size]) {
      tile.moveTo(shift - 1, size + 1);
      tile.lineTo(shift + size + 1, -1);
    }
    tile.stroke();
  },
  (tile, size) => {
    for (const [x, y] of [[1, 1], [3, 3]]) {
      tile.beginPath();
      tile.arc(x * size / 4, y * size / 4, size / 5.5, 0, 2 * Math.PI);
      tile.fill();
    }
  },
];

function paint(context, colour, pattern) {
  if (pattern === 0) return colour;
  const size = Math.round(6 * devicePixelRatio);
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const tile = canvas.getContext('2d');
  tile.fillStyle = tile.strokeStyle = colour;
  tile.globalAlpha = 0.3;
  tile.fillRect(0, 0, size, size);
  tile.globalAlpha = 1;
  PATTERNS[pattern](tile, size);
  return context.createPattern(canvas, 'repeat');
}

/* A chart of a figure. */

class Chart {
  constructor(figure) {
    this.figure = figure;
    this.kind = KINDS[figure.dataset.chart];
    this.figures = new Figures(figure.querySelector('table'));
    this.row = null;
    this.build(figure.querySelector('.plot'));
    this.plot = new uPlot(this.options(), this.data(), this.drawing);
    this.flags();
    this.swatches();
    this.listen();
  }

  build(place) {
    this.legend = this.figures.series.map(series => {
      const entry = element('span', 'entry');
      entry.swatch = element('canvas', 'swatch');
      entry.swatch.setAttribute('aria-hidden', 'true');
      entry.value = element('b', 'number');
      entry.value.style.minWidth = Math.max(...series.texts.map(each => each.length)) + 'ch';
      entry.append(entry.swatch, ' ', element('span', '', series.name), ' ', entry.value);
      return entry;
    });
    this.reading = element('span', 'reading');
    const legend = element('p', 'legend');
    legend.append(...this.legend, this.reading);
    this.said = element('p', 'unseen');
    this.said.setAttribute('role', 'status');
    this.drawing = element('div', 'drawing');
    this.drawing.id = place.id + '-drawing';
    this.drawing.tabIndex = 0;
    this.drawing.setAttribute('role', 'application');
    this.drawing.setAttribute('aria-roledescription', 'chart');
    this.drawing.setAttribute('aria-label', this.figures.caption + '. Left and right arrow keys go through it.');
    place.replaceChildren(legend, this.drawing, this.said);
    this.show(null);
  }

  data() {
    return [this.figures.labels.map((_, row) => row), ...this.figures.series.map(series => series.numbers)];
  }

  options() {
    const rows = this.figures.rows.length;
    const top = 1.06 * Math.max(1, this.kind.most(this.figures));
    return {
      ...this.size(),
      legend: { show: false },
      padding: [() => 8 + FLAG * this.flagRows(), AT_THE_END, 0, 0],
      scales: { x: { time: false, range: [-0.5, rows - 0.5] }, y: { range: [0, top] } },
      axes: [this.lowerAxis(), this.sideAxis()],
      series: [{}, ...this.figures.series.map((_, index) => this.bars(index, top))],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: false, y: false, setScale: false },
        move: (plot, left, top) => left < 0 ? [left, top] : [this.middle(this.under(left)), top],
      },
      hooks: {
        drawAxes: [() => this.noteLines()],
        setCursor: [plot => this.show(plot.cursor.left < 0 ? null : this.under(plot.cursor.left))],
        setSize: [() => this.flagged && this.place()],
      },
    };
  }

  size() {
    return { width: this.drawing.clientWidth, height: this.drawing.clientHeight };
  }

  font() {
    const style = getComputedStyle(this.drawing);
    return Math.round(parseFloat(style.fontSize)) + 'px ' + style.fontFamily;
  }

  /** As a row of text is wide in the drawing. */
  wide(texts) {
    const context = document.createElement('canvas').getContext('2d');
    context.font = this.font();
    return Math.max(...texts.map(each => context.measureText(each).width));
  }

  lowerAxis() {
    const rows = this.figures.rows.length;
    const label = this.wide(this.figures.labels) + NARROWEST_LABEL;
    const every = plot => Math.ceil(rows / Math.max(1, Math.floor(plot.bbox.width / devicePixelRatio / label)));
    return {
      stroke: () => ink('--ink-soft'),
      font: this.font(),
      size: 30,
      gap: 8,
      grid: { show: false },
      ticks: { show: false },
      border: { show: true, stroke: () => ink('--line-strong'), width: 1 },
      // In the middle of so many rows, so that none hangs over an end.
      splits: plot => this.data()[0].filter(row => row % every(plot) === every(plot) - 1 >> 1
          && row + (every(plot) >> 1) < rows),
      values: (plot, splits) => splits.map(row => this.figures.labels[row]),
    };
  }

  sideAxis() {
    return {
      stroke: () => ink('--ink-soft'),
      font: this.font(),
      size: (plot, values) => values ? Math.ceil(this.wide(values)) + 10 : 40,
      gap: 8,
      space: 34,
      incrs: [1, 2, 5, 10, 20, 50, ...[2, 3, 4, 5, 6, 7, 8].flatMap(zeros => [1, 2, 5].map(digit => digit * 10 ** zeros))],
      grid: { stroke: () => ink('--line'), width: 1, filter: (plot, splits) => splits.map(split => split || null) },
      ticks: { show: false },
      values: (plot, splits) => splits.map(split => NUMBER.format(split)),
    };
  }

  bars(index, top) {
    const all = values => ({ unit: 1, values: plot => this.figures.rows.map((_, row) => values(plot, row)) });
    const span = (plot, row) => this.kind.spans(this.figures, index, row, top / plot.bbox.height * devicePixelRatio);
    const places = this.kind.places(this.figures);
    const wide = plot => Math.min(0.78 / places, WIDEST_BAR / this.step(plot));
    return {
      width: 0,
      points: { show: false },
      fill: plot => this.paint(plot.ctx, index),
      paths: uPlot.paths.bars({
        size: [1],
        disp: {
          x0: all((plot, row) => row + wide(plot) * (places === 1 ? -0.5 : index - places / 2)),
          size: all(wide),
          y0: all((plot, row) => span(plot, row)[0]),
          y1: all((plot, row) => span(plot, row)[1]),
        },
      }),
    };
  }

  paint(context, index) {
    return paint(context, ink(this.kind.inks[index % this.kind.inks.length]), index % PATTERNS.length);
  }

  swatches() {
    this.legend.forEach(({ swatch }, index) => {
      swatch.width = swatch.height = Math.round(12 * devicePixelRatio);
      const context = swatch.getContext('2d');
      context.fillStyle = this.paint(context, index);
      context.fillRect(0, 0, swatch.width, swatch.height);
    });
  }

  /** How wide a row is. */
  step(plot) {
    return plot.bbox.width / devicePixelRatio / this.figures.rows.length;
  }

  under(left) {
    return Math.min(this.figures.rows.length - 1, Math.max(0, Math.floor(left / this.step(this.plot))));
  }

  middle(row) {
    return (row + 0.5) * this.step(this.plot);
  }

  /* What was changed: a line, and on it a flag that leads to it. */

  flags() {
    this.flagged = this.figures.notes.flatMap((notes, row) => notes.length ? [this.flag(notes, row)] : []);
    this.plot.over.append(...this.flagged);
    this.place();
  }

  flag(notes, row) {
    const last = notes.at(-1);
    const flag = element('a', 'flag', last.dataset.flag + (notes.length > 1 ? ' +' + (notes.length - 1) : ''));
    flag.href = last.href;
    flag.row = row;
    flag.setAttribute('aria-label', this.figures.labels[row] + ': ' + notes.map(text).join(', '));
    for (const event of ['mouseenter', 'focus']) flag.addEventListener(event, () => this.select(row));
    return flag;
  }

  /** Each flag beside the one before, or above it. */
  levels() {
    const noted = this.figures.notes.flatMap((notes, row) => notes.length ? [row] : []);
    const step = this.plot ? this.step(this.plot) : this.drawing.clientWidth / this.figures.rows.length;
    const ends = [];
    return new Map(noted.map(row => {
      const free = ends.findIndex(end => (row - end) * step > 2 * FLAG);
      const level = free >= 0 ? free : ends.length < 3 ? ends.length : 0;
      ends[level] = row;
      return [row, level];
    }));
  }

  flagRows() {
    return Math.max(0, ...[...this.levels().values()].map(level => level + 1));
  }

  place() {
    const levels = this.levels();
    const { over } = this.plot;
    over.style.setProperty('--step', this.step(this.plot) + 'px');
    for (const flag of this.flagged) {
      const last = over.clientWidth + AT_THE_END - flag.offsetWidth / 2;
      flag.style.left = Math.min(this.middle(flag.row), last) + 'px';
      flag.style.top = -FLAG * (levels.get(flag.row) + 1) - 2 + 'px';
    }
  }

  noteLines() {
    const { ctx, bbox } = this.plot;
    ctx.save();
    ctx.strokeStyle = ink('--line-strong');
    ctx.lineWidth = Math.round(devicePixelRatio);
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    for (const [row, level] of this.levels()) {
      const x = Math.round(bbox.left + this.middle(row) * devicePixelRatio) + ctx.lineWidth % 2 / 2;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top - (FLAG * level + 4) * devicePixelRatio);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  /* Reading it. */

  show(row) {
    this.row = row;
    this.legend.forEach((entry, index) => entry.value.textContent = row === null ? '' : this.figures.series[index].texts[row]);
    this.reading.textContent = row === null ? 'Point at a bar, or use the arrow keys'
        : this.figures.heading(row).join(' · ');
  }

  select(row) {
    this.plot.setCursor({ left: row === null ? -10 : this.middle(row), top: 0 });
  }

  listen() {
    this.drawing.addEventListener('keydown', event => this.key(event));
    this.drawing.addEventListener('focusout', () => this.select(null));
    this.plot.over.addEventListener('pointermove', event => {
      if (event.pointerType === 'touch') this.select(this.under(event.clientX - this.plot.over.getBoundingClientRect().left));
    });
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.drawing);
  }

  key(event) {
    const last = this.figures.rows.length - 1;
    const to = { ArrowLeft: (this.row ?? last + 1) - 1, ArrowRight: (this.row ?? -1) + 1, Home: 0, End: last, Escape: null }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey || event.target !== this.drawing) return;
    event.preventDefault();
    const row = to === null ? null : Math.min(last, Math.max(0, to));
    this.select(row);
    this.said.textContent = row === null ? '' : this.figures.sentence(row);
  }

  resize() {
    if (this.drawing.clientWidth > 0) this.plot.setSize(this.size());
  }

  repaint() {
    this.swatches();
    this.plot.redraw();
  }

  end() {
    this.observer.disconnect();
    this.plot.destroy();
  }
}

function element(name, kind, content = '') {
  return Object.assign(document.createElement(name), { className: kind, textContent: content });
}

/** Draws what has come to the page, and forgets what has left it. */
function draw() {
  for (const chart of shown) {
    if (!chart.figure.isConnected) {
      chart.end();
      shown.delete(chart);
    }
  }
  for (const figure of document.querySelectorAll('figure[data-chart]:not([data-state])')) {
    try {
      shown.add(new Chart(figure));
      figure.dataset.state = 'drawn';
    } catch (failure) {
      figure.dataset.state = 'failed';
      figure.querySelector('.plot').replaceChildren();
      figure.querySelector('details').open = true;
      console.error('This chart could not be drawn; its table is open instead.', failure);
    }
  }
}

for (const event of ['htmx:afterSwap', 'htmx:oobAfterSwap']) document.addEventListener(event, draw);
for (const media of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
  matchMedia(media).addEventListener('change', () => shown.forEach(chart => chart.repaint()));
}
matchMedia('print').addEventListener('change', () => shown.forEach(chart => {
  chart.resize();
  chart.repaint();
}));
draw();
