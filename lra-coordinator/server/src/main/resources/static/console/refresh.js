// Looks again now and then and puts in what changed, so that nothing that is being read moves or closes. While it looks in vain,
// the page says since when what it shows is old.
'use strict';
(function () {
  const main = document.querySelector('main[data-refresh]');
  if (!main) {
    return;
  }
  const pause = Number(main.dataset.refresh) * 1000;
  const patience = 10000;
  let seenAt = new Date();

  function isBeingRead() {
    const selection = document.getSelection();
    return document.hidden || (selection !== null && !selection.isCollapsed);
  }

  // where the focus goes on when what has it is replaced; of a page that goes on elsewhere its link has another address
  function twinOf(focused, now) {
    if (focused.matches('summary')) {
      return now.querySelector('#' + CSS.escape(focused.parentElement.id) + ' > summary');
    }
    const links = Array.from(now.querySelectorAll('a[href]'));
    return links.find(link => link.getAttribute('href') === focused.getAttribute('href'))
      || links.find(link => link.rel !== '' && link.rel === focused.rel);
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
      if (old.innerHTML !== now.innerHTML) {
        const twin = old.contains(document.activeElement) ? twinOf(document.activeElement, now) : null;
        old.replaceChildren.apply(old, Array.from(now.childNodes));
        if (twin) {
          twin.focus({preventScroll: true});
        }
      }
    });
    return fresh.querySelector('main[data-refresh]') !== null;
  }

  function sayHowOld() {
    if (document.getElementById('stale') === null) {
      const line = document.createElement('p');
      line.id = 'stale';
      line.className = 'notice bad';
      line.setAttribute('role', 'status');
      line.textContent = 'Not refreshed since ' + seenAt.toISOString().slice(11, 19) + ' UTC: the coordinator does not'
        + ' answer as it should. What is shown here may be old.';
      main.prepend(line);
    }
  }

  function sayItIsNew() {
    seenAt = new Date();
    const line = document.getElementById('stale');
    if (line !== null) {
      line.remove();
    }
  }

  async function look() {
    let again = true;
    try {
      if (!isBeingRead()) {
        const answer = await fetch(location.href, {headers: {Accept: 'text/html'}, signal: AbortSignal.timeout(patience)});
        if (answer.ok) {
          again = put(new DOMParser().parseFromString(await answer.text(), 'text/html'));
          sayItIsNew();
        } else {
          sayHowOld();
        }
      }
    } catch (e) {
      sayHowOld(); // what is shown stays, and the next look may find the coordinator back
    }
    if (again) {
      setTimeout(look, pause);
    }
  }

  setTimeout(look, pause);
})();
