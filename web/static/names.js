// The teacher's list of names. It lies in this browser alone: nothing here makes a request, the inputs stand in no form and
// have no name, and a file is made and read on the device. Without this script the page is a list of lines to write on.
(() => {
  'use strict';
  const key = (id) => 'lamtoen-names-' + id;
  const load = (id) => {
    try { return JSON.parse(localStorage.getItem(key(id))) || {}; } catch { return {}; }
  };
  const short = (text) => String(text).replace(/\s+/g, ' ').trim().slice(0, 80);

  // Elsewhere a name is only shown beside its number, again when the page has put another part into the list.
  for (const list of document.querySelectorAll('[data-class]')) {
    const show = () => {
      const names = load(list.dataset.class);
      for (const place of list.querySelectorAll('[data-name]')) place.textContent = names[place.dataset.name] || '';
    };
    show();
    if (list.hasAttribute('data-live')) new MutationObserver(show).observe(list, { childList: true });
  }

  const box = document.getElementById('names');
  if (!box) return;
  const id = box.dataset.class;
  const said = document.getElementById('names-said');
  const inputs = [];
  const keep = () => {
    const names = {};
    for (const i of inputs) if (short(i.value)) names[i.dataset.roll] = short(i.value);
    try {
      localStorage.setItem(key(id), JSON.stringify(names));
      said.textContent = said.dataset.kept;
    } catch { said.textContent = box.dataset.bad; }
  };
  const names = load(id);
  for (const line of box.querySelectorAll('[data-roll]')) {
    const input = document.createElement('input');
    input.type = 'text';
    input.autocomplete = 'off';
    input.spellcheck = false;
    input.maxLength = 80;
    input.setAttribute('aria-label', line.dataset.label);
    input.dataset.roll = line.dataset.roll;
    input.dataset.shown = line.dataset.shown;
    input.value = names[line.dataset.roll] || '';
    input.addEventListener('change', keep);
    line.append(input);
    inputs.push(input);
  }

  const act = {
    save() {
      const lines = inputs.map((i) => i.dataset.shown + ',' + short(i.value).replace(/"/g, '')).join('\r\n') + '\r\n';
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['\ufeff', lines], { type: 'text/csv' }));
      link.download = 'names-' + box.dataset.label.replace(/[^A-Za-z0-9]+/g, '-') + '.csv';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    },
    print() { window.print(); },
    forget() {
      if (!window.confirm(box.dataset.sure)) return;
      localStorage.removeItem(key(id));
      for (const i of inputs) i.value = '';
      said.textContent = '';
    },
  };
  const tools = document.getElementById('names-tools');
  tools.hidden = false;
  tools.addEventListener('click', (e) => {
    const what = e.target.closest('[data-do]');
    if (what) act[what.dataset.do]();
  });
  // A file of lines "7,Name" (or "7;Name", or one name a line in the order of the list).
  const file = document.getElementById('names-file');
  file.addEventListener('change', () => {
    if (!file.files[0]) return;
    const reader = new FileReader();
    reader.onload = () => {
      let found = 0;
      String(reader.result).replace(/^\ufeff/, '').split(/\r?\n/).forEach((text, n) => {
        const parts = text.match(/^\s*(\d{1,2})\s*[,;\t.]\s*(.*)$/);
        const input = parts ? inputs.find((i) => i.dataset.shown === parts[1]) : inputs[n];
        const name = short(parts ? parts[2] : text).replace(/"/g, '');
        if (input && name) { input.value = name; found++; }
      });
      if (found) keep(); else said.textContent = box.dataset.bad;
      file.value = '';
    };
    reader.readAsText(file.files[0]);
  });
})();
