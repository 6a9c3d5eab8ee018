// Draws the timeline. A mark is a few pixels that are written into a bitmap: of a hundred thousand marks that is
// done in a few milliseconds, so that the picture follows the hand. All texts come by textContent, never as HTML.
"use strict";
(() => {
  const $ = (name) => document.getElementById(name);
  const data = JSON.parse($("figures").textContent);
  const lanes = data.lanes;
  const canvas = $("lanes"), paint = canvas.getContext("2d", { alpha: false });
  const tip = $("tip"), details = $("details");
  const GUTTER = 130, TOP = 24, ROW = 20, TALLEST = 620, CURVE = 70;
  const STATES = ["starting", "held", "running", "waiting"];
  const fullEnd = Math.max(data.end * 1.02, 0.001);
  for (const lane of lanes) for (let i = 1; i < lane.line.length; i++) lane.line[i] += lane.line[i - 1];

  let view = { from: 0, to: fullEnd, top: 0, bottom: lanes.length };
  let chosen = { lane: 0, mark: -1 };
  let width = 0, height = 0, ratio = 1, queued = false, colours = {}, rgba = [];
  const bitmap = document.createElement("canvas"), bits = bitmap.getContext("2d");
  let image = null, pixels = null;

  const seconds = (at) => (at < 0.001 && at > 0 ? `${(at * 1e6).toFixed(0)}µs` : `${at.toFixed(6)}s`);
  const x = (at) => GUTTER + ((at - view.from) / (view.to - view.from)) * (width - GUTTER);
  const y = (lane) => TOP + ((lane - view.top) / (view.bottom - view.top)) * (height - TOP);
  const at = (px) => view.from + ((px - GUTTER) / (width - GUTTER)) * (view.to - view.from);
  const laneAt = (py) => Math.floor(view.top + ((py - TOP) / (height - TOP)) * (view.bottom - view.top));

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue(`--${name}`).trim();
    for (const name of [...data.kinds, ...STATES, "band", "text", "quiet", "rule", "back", "accent"]) colours[name] = get(name);
    const pixel = (name) => {
      const [r, g, b] = [1, 3, 5].map((place) => parseInt(colours[name].slice(place, place + 2), 16));
      return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
    };
    rgba = data.kinds.map(pixel);
    for (const state of STATES) rgba[state] = pixel(state);
  }

  function resize() {
    ratio = window.devicePixelRatio || 1;
    width = Math.max(300, canvas.clientWidth);
    height = TOP + Math.max(60, Math.min(TALLEST, lanes.length * ROW));
    canvas.style.height = `${height}px`;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    for (const curve of $("curves").children) {
      curve.width = Math.round(width * ratio);
      curve.height = Math.round(CURVE * ratio);
    }
    redraw();
  }

  function redraw() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => { queued = false; draw(); });
  }

  // The first mark of a lane at or after a moment.
  function search(times, moment) {
    let low = 0, high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] < moment) low = middle + 1; else high = middle;
    }
    return low;
  }

  function draw() {
    paint.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint.fillStyle = colours.back;
    paint.fillRect(0, 0, width, height);
    const first = Math.max(0, Math.floor(view.top)), last = Math.min(lanes.length, Math.ceil(view.bottom));
    const tall = (height - TOP) / (view.bottom - view.top);
    drawLanes(first, last, tall);
    paint.save();
    paint.beginPath();
    paint.rect(GUTTER, TOP, width - GUTTER, height - TOP);
    paint.clip();
    drawBands(TOP, height);
    paint.restore();
    drawChosen(tall);
    drawNames(first, last, tall);
    drawAxis();
    drawCurves();
  }

  function drawBands(top, bottom) {
    paint.font = "11px system-ui, sans-serif";
    data.bands.forEach(([from, to, name], number) => {
      if (to < view.from || from > view.to) return;
      const left = x(from), wide = Math.max(2, x(to) - left);
      paint.globalAlpha = 0.35;
      paint.fillStyle = colours.band;
      paint.fillRect(left, top, wide, bottom - top);
      paint.globalAlpha = 1;
      paint.fillStyle = colours.fault;
      paint.fillText(name, left + 3, bottom - 4 - (number % 3) * 12);
    });
  }

  // States and marks of all lanes, as pixels.
  function drawLanes(first, last, tall) {
    const left = Math.round(GUTTER * ratio), top = Math.round(TOP * ratio);
    const wide = canvas.width - left, high = canvas.height - top;
    if (bitmap.width !== wide || bitmap.height !== high || !image) {
      bitmap.width = wide;
      bitmap.height = high;
      image = new ImageData(wide, high);
      pixels = new Uint32Array(image.data.buffer);
    }
    pixels.fill(0);
    const scale = wide / (view.to - view.from);
    const thick = tall < 4 ? 1 : Math.max(1, Math.round(2 * ratio));
    for (let number = first; number < last; number++) {
      const { at: times, kind, bars } = lanes[number];
      const upper = Math.max(0, Math.round((y(number) + tall * 0.12) * ratio) - top);
      const lower = Math.min(high, Math.max(upper + 1, Math.round((y(number) + tall * 0.88) * ratio) - top));
      const fill = (column, stop, colour) => {
        for (let row = upper * wide; row < lower * wide; row += wide) pixels.fill(colour, row + column, row + stop);
      };
      for (const [from, to, state] of bars) {
        if (to < view.from || from > view.to) continue;
        const column = Math.max(0, ((from - view.from) * scale) | 0);
        fill(column, Math.min(wide, Math.max(column + 1, ((to - view.from) * scale) | 0)), rgba[state]);
      }
      const end = search(times, view.to);
      for (let i = search(times, view.from); i < end; i++) {
        const column = ((times[i] - view.from) * scale) | 0, colour = rgba[kind[i]];
        const stop = Math.min(wide, column + thick);
        for (let row = upper * wide; row < lower * wide; row += wide)
          for (let pixel = column; pixel < stop; pixel++) pixels[row + pixel] = colour;
      }
    }
    bits.putImageData(image, 0, 0);
    paint.drawImage(bitmap, left / ratio, top / ratio, wide / ratio, high / ratio);
  }

  function drawChosen(tall) {
    const lane = lanes[chosen.lane];
    if (document.activeElement !== canvas && chosen.mark < 0) return;
    paint.strokeStyle = colours.accent;
    paint.strokeRect(GUTTER, y(chosen.lane), width - GUTTER, Math.max(2, tall));
    if (chosen.mark < 0) return;
    const place = x(lane.at[chosen.mark]);
    if (place < GUTTER) return;
    paint.fillStyle = colours.accent;
    paint.fillRect(place - 1, TOP, 1, height - TOP);
  }

  function drawNames(first, last, tall) {
    paint.fillStyle = colours.text;
    paint.font = "12px system-ui, sans-serif";
    const step = Math.max(1, Math.ceil(12 / tall));
    for (let number = first; number < last; number += step) {
      const base = y(number) + Math.min(tall, 14) / 2 + 4 + Math.max(0, (tall - 14) / 2);
      if (base > TOP + 6 && base < height + 4) paint.fillText(short(lanes[number].name), 6, base);
    }
  }

  const short = (name) => (name.length > 18 ? `${name.slice(0, 17)}…` : name);

  function drawAxis() {
    paint.fillStyle = colours.back;
    paint.fillRect(0, 0, width, TOP - 1);
    const step = nice((view.to - view.from) / Math.max(2, (width - GUTTER) / 110));
    paint.font = "11px system-ui, sans-serif";
    for (let tick = Math.ceil(view.from / step) * step; tick <= view.to; tick += step) {
      paint.fillStyle = colours.rule;
      paint.fillRect(x(tick), TOP - 6, 1, 6);
      paint.fillStyle = colours.quiet;
      const digits = Math.max(0, Math.min(6, Math.ceil(-Math.log10(step))));
      paint.fillText(`${tick.toFixed(digits)}s`, x(tick) + 3, TOP - 8);
    }
  }

  function nice(least) {
    const power = 10 ** Math.floor(Math.log10(least));
    return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least);
  }

  function drawCurves() {
    data.curves.forEach(({ name, unit, points }, number) => {
      const area = $("curves").children[number], pen = area.getContext("2d");
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, width, CURVE);
      const most = Math.max(1e-9, ...points.map((point) => point[1]));
      pen.fillStyle = colours.quiet;
      pen.font = "11px system-ui, sans-serif";
      pen.fillText(`${name}: up to ${quantity(most, unit)}`, GUTTER + 6, 12);
      pen.save();
      pen.beginPath();
      pen.rect(GUTTER, 0, width, CURVE);
      pen.clip();
      pen.beginPath();
      points.forEach(([moment, value]) => pen.lineTo(x(moment), CURVE - 4 - (value / most) * (CURVE - 22)));
      pen.strokeStyle = pen.fillStyle = colours.accent;
      pen.stroke();
      for (const [moment, value] of points) pen.fillRect(x(moment) - 1.5, CURVE - 5.5 - (value / most) * (CURVE - 22), 3, 3);
      pen.restore();
    });
  }

  function quantity(value, unit) {
    if (unit === "s") return `${(value * 1000).toFixed(1)}ms`;
    const [factor, prefix] = value >= 1e6 ? [1e6, "M"] : value >= 1e3 ? [1e3, "k"] : [1, ""];
    return `${(value / factor).toPrecision(3)} ${prefix}${unit}`;
  }

  function look(from, to, top = view.top, bottom = view.bottom) {
    const span = Math.min(fullEnd, Math.max(1e-5, to - from));
    const start = Math.min(Math.max(0, from), fullEnd - span);
    const many = Math.min(lanes.length, Math.max(1, bottom - top));
    const above = Math.min(Math.max(0, top), lanes.length - many);
    view = { from: start, to: start + span, top: above, bottom: above + many };
    redraw();
  }

  function zoom(factor, middle = (view.from + view.to) / 2) {
    look(middle - (middle - view.from) * factor, middle + (view.to - middle) * factor);
  }

  function zoomLanes(factor, middle) {
    look(view.from, view.to, middle - (middle - view.top) * factor, middle + (view.bottom - middle) * factor);
  }

  const pan = (share) => look(view.from + share * (view.to - view.from), view.to + share * (view.to - view.from));

  function words(number, mark) {
    const lane = lanes[number];
    return `${lane.name}  ${seconds(lane.at[mark])}  ${data.texts[lane.text[mark]]}`;
  }

  // The mark of a lane that is nearest to a moment, within a few pixels.
  function nearest(number, moment) {
    const times = lanes[number]?.at;
    if (!times?.length) return -1;
    const after = Math.min(times.length - 1, search(times, moment)), before = Math.max(0, after - 1);
    const best = Math.abs(times[before] - moment) < Math.abs(times[after] - moment) ? before : after;
    return Math.abs(x(times[best]) - x(moment)) <= 8 ? best : -1;
  }

  function hover(event) {
    const px = event.offsetX, py = event.offsetY, number = laneAt(py);
    if (px < GUTTER || !lanes[number]) { tip.textContent = ""; return; }
    const moment = at(px), mark = nearest(number, moment);
    const bar = lanes[number].bars.findLast(([from, to]) => from <= moment && moment <= to);
    const state = bar ? `  ${bar[2]} for ${seconds(bar[1] - bar[0])}` : "";
    tip.textContent = mark < 0 ? `${lanes[number].name}  ${seconds(moment)}${state}` : words(number, mark);
    tip.style.top = `${canvas.offsetTop + py + 16}px`;
    tip.style.left = `${Math.min(px + 12, width - 320)}px`;
  }

  function choose(number, mark) {
    chosen = { lane: number, mark };
    details.textContent = "";
    const lane = lanes[number];
    if (mark < 0) { details.textContent = lane.name; redraw(); return; }
    details.append(words(number, mark));
    const line = lane.line[mark];
    if (data.listed) link(`event-${line}`, `line ${line} of events.jsonl`);
    else details.append(`, line ${line} of events.jsonl`);
    if (lane.links[mark]) link(lane.links[mark], "its line in the log");
    else for (const stream of ["stdout", "stderr"]) link(`log-${lane.name}-${stream}`, stream);
    redraw();
  }

  function link(name, text) {
    const target = $(name);
    if (!target) return;
    const anchor = document.createElement("a");
    anchor.href = `#${encodeURIComponent(name)}`;
    anchor.textContent = text;
    anchor.addEventListener("click", () => { (target.closest("details") ?? {}).open = true; });
    details.append(", ", anchor);
  }

  function step(by) {
    const times = lanes[chosen.lane].at;
    if (!times.length) return;
    const mark = Math.min(times.length - 1, Math.max(0, chosen.mark + by));
    choose(chosen.lane, mark);
    if (times[mark] < view.from || times[mark] > view.to) {
      const half = (view.to - view.from) / 2;
      look(times[mark] - half, times[mark] + half);
    }
  }

  function toLane(by) {
    const number = Math.min(lanes.length - 1, Math.max(0, chosen.lane + by));
    choose(number, -1);
    const many = view.bottom - view.top;
    if (number < view.top) look(view.from, view.to, number, number + many);
    else if (number + 1 > view.bottom) look(view.from, view.to, number + 1 - many, number + 1);
  }

  const KEYS = {
    ArrowLeft: () => pan(-0.1), ArrowRight: () => pan(0.1), ArrowUp: () => shift(-3), ArrowDown: () => shift(3),
    "+": () => zoom(0.6), "=": () => zoom(0.6), "-": () => zoom(1 / 0.6), 0: all, Home: all,
    ",": () => step(-1), ".": () => step(1), "[": () => toLane(-1), "]": () => toLane(1),
    Enter: () => details.querySelector("a")?.focus(), Escape: () => { tip.textContent = ""; },
  };
  const shift = (by) => look(view.from, view.to, view.top + by, view.bottom + by);
  function all() { look(0, fullEnd, 0, lanes.length); }

  canvas.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  canvas.addEventListener("wheel", (event) => {
    const factor = event.deltaY > 0 ? 1.25 : 0.8;
    if (event.ctrlKey) zoom(factor, at(event.offsetX));
    else if (event.altKey) zoomLanes(factor, laneAt(event.offsetY));
    else if (event.shiftKey || event.deltaX) pan((event.deltaX || event.deltaY) / width);
    else return;
    event.preventDefault();
  }, { passive: false });

  let grip = null;
  canvas.addEventListener("pointerdown", (event) => {
    grip = { px: event.clientX, py: event.clientY, view, moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!grip) { hover(event); return; }
    const dx = event.clientX - grip.px, dy = event.clientY - grip.py;
    if (Math.abs(dx) + Math.abs(dy) > 4) grip.moved = true;
    if (!grip.moved) return;
    const old = grip.view, sideways = (dx / (width - GUTTER)) * (old.to - old.from);
    const down = (dy / (height - TOP)) * (old.bottom - old.top);
    look(old.from - sideways, old.to - sideways, old.top - down, old.bottom - down);
  });
  canvas.addEventListener("pointerup", (event) => {
    const clicked = grip && !grip.moved;
    grip = null;
    const number = laneAt(event.offsetY);
    if (clicked && lanes[number]) choose(number, event.offsetX < GUTTER ? -1 : nearest(number, at(event.offsetX)));
  });
  canvas.addEventListener("pointerleave", () => { tip.textContent = ""; });
  canvas.addEventListener("dblclick", (event) => zoom(0.5, at(event.offsetX)));
  canvas.addEventListener("focus", redraw);
  canvas.addEventListener("blur", redraw);
  $("zoom-in").addEventListener("click", () => zoom(0.6));
  $("zoom-out").addEventListener("click", () => zoom(1 / 0.6));
  $("zoom-all").addEventListener("click", all);
  addEventListener("resize", resize);
  addEventListener("hashchange", () => {
    const target = $(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest("details");
    if (fold && !fold.open) { fold.open = true; target.scrollIntoView(); }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); legend(); redraw(); });

  function legend() {
    const used = new Set(lanes.flatMap((lane) => [...new Set(lane.kind)].map((kind) => data.kinds[kind])));
    $("legend").replaceChildren(...[...data.kinds.filter((kind) => used.has(kind)), ...STATES].map((name, number) => {
      const entry = document.createElement("span"), patch = document.createElement("i");
      patch.style.background = colours[name];
      entry.append(patch, STATES.includes(name) && number >= used.size ? `${name} (state)` : name);
      return entry;
    }));
  }

  $("drawn").hidden = false;
  for (const curve of data.curves) {
    const area = document.createElement("canvas");
    area.setAttribute("aria-label", curve.name);
    area.setAttribute("role", "img");
    $("curves").append(area);
  }
  readColours();
  legend();
  resize();
})();
