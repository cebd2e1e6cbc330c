// Looks again now and then and puts in what changed, so that nothing that is being read moves or closes.
'use strict';
(function () {
  const main = document.querySelector('main[data-refresh]');
  if (!main) {
    return;
  }
  const pause = Number(main.dataset.refresh) * 1000;

  function isBeingRead() {
    const selection = document.getSelection();
    return document.hidden || (selection !== null && !selection.isCollapsed);
  }

  function put(fresh) {
    document.querySelectorAll('[data-live]').forEach(function (old) {
      const now = fresh.getElementById(old.id);
      if (now === null) {
        return;
      }
      old.querySelectorAll('details[open]').forEach(function (open) {
        const same = now.querySelector('#' + CSS.escape(open.id));
        if (same !== null) {
          same.open = true;
        }
      });
      if (old.innerHTML !== now.innerHTML && !old.contains(document.activeElement)) {
        old.replaceChildren.apply(old, Array.from(now.childNodes));
      }
    });
    return fresh.querySelector('main[data-refresh]') !== null;
  }

  async function look() {
    let again = true;
    try {
      if (!isBeingRead()) {
        const answer = await fetch(location.href, {headers: {Accept: 'text/html'}});
        if (answer.ok) {
          again = put(new DOMParser().parseFromString(await answer.text(), 'text/html'));
        }
      }
    } catch (e) {
      // the coordinator is away: what is shown stays, and the next look may find it back
    }
    if (again) {
      setTimeout(look, pause);
    }
  }

  setTimeout(look, pause);
})();
