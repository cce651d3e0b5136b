// Times are those of the organisation, wherever the browser is. Where the two differ, each time says whose it is.
import { fill, words } from '../shell/words.js';

export function nameZone(components, zone) {
  if (!zone || sameZone(zone)) return;
  const hint = fill(words.zoneHint, { zone: nameOf(zone) });
  const visit = (component) => {
    if (component.type === 'datetime' && component.subtype !== 'date') component.description = [component.description, hint].filter(Boolean).join(' ');
    (component.components || []).forEach(visit);
  };
  (components || []).forEach(visit);
}

// Zones with other names may keep the same time (Asia/Chongqing, Asia/Shanghai): now, in winter and in summer is what counts.
function sameZone(zone) {
  try {
    return [0, 90, 180, 270].every((days) => {
      const at = new Date(Date.now() + days * 24 * 3600 * 1000);
      return clockOf(at, zone) === clockOf(at, undefined);
    });
  } catch { return true; /* a zone that this browser does not know */ }
}

const clockOf = (at, timeZone) => at.toLocaleString('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short' });

function nameOf(zone) {
  const parts = new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: zone, timeZoneName: 'long' }).formatToParts(new Date());
  return parts.find(({ type }) => type === 'timeZoneName')?.value || zone;
}
