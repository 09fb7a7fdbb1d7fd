// The owner's own text for a message that waits. The service checks it; what it finds is said here.
import { send } from './api.js';
import { has, isolated, t } from './text.js';
import { ask, field, h, nameOf, note, setFault, tell, tellFault } from './ui.js';

const textMax = 500;

/** The words of the check that this page knows: between the colon and the semicolon. */
export function flawsIn(message) {
  const told = /: ([^;]*);/.exec(message)?.[1] ?? '';
  return (told.match(/[a-z]+(?:_[a-z0-9]+)*/g) ?? []).filter((word) => has(`flaw.${word}`));
}

function flawNote(failure) {
  const flaws = failure.code === 'text_not_sound' ? flawsIn(failure.message) : [];
  if (flaws.length === 0) throw failure;
  const list = flaws.map((word) => h('li', {}, t(`flaw.${word}`)));
  return note('bad', t('edit.flaws'), h('ul', { class: 'dots' }, list));
}

function counter(input) {
  const left = h('p', { class: 'soft small', 'aria-live': 'polite' });
  const count = () => {
    const length = [...input.value].length;
    left.textContent = t('edit.length', { used: length, max: textMax });
    left.classList.toggle('over', length > textMax);
  };
  input.addEventListener('input', count);
  count();
  return left;
}

/** What was typed, or null with what is wrong at the field. */
function textIn(input) {
  const text = input.value.trim();
  const fault = !text
    ? t('edit.empty')
    : [...text].length > textMax
      ? t('edit.long', { max: textMax })
      : '';
  setFault(input, fault);
  if (fault) input.focus();
  return fault ? null : text;
}

export function edit(row, done) {
  const input = h('textarea', { rows: '8', dir: 'auto', id: 'text-of-message' });
  input.value = row.text || '';
  const flaws = h('div', { role: 'alert' });
  const name = isolated(nameOf(row.client_name));
  const put = (text) =>
    send('PUT', `campaigns/${encodeURIComponent(row.attempt_id)}/text`, { text });
  const back = async () => {
    await put(row.text).catch(tellFault);
    await done();
  };
  const work = async () => {
    flaws.replaceChildren();
    const text = textIn(input);
    if (!text) return false;
    try {
      await put(text);
    } catch (failure) {
      flaws.append(flawNote(failure));
      return false;
    }
    // A text that was still to be written cannot be put back.
    tell(t('told.edited', { name }), row.text ? { undo: back } : {});
    await done();
    return true;
  };
  const body = [field(t('message.text'), input, t('edit.hint')), counter(input), flaws];
  ask({ title: t('edit.title', { name }), yes: t('save'), body, work });
}
