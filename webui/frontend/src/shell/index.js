// The script of every page: it makes the server's pages quicker, and no page needs it to be understood.
import htmx from 'htmx.org';
import { watchConnection } from './connection.js';
import { keepDrafts } from './drafts.js';
import { listenForKeys } from './keys.js';
import { closeMenusOutside, foldOnPhones } from './menus.js';
import { fillDemoAccounts } from './login.js';
import { showFailures, sendCsrfToken } from './requests.js';
import { keepRemainingCurrent } from './remaining.js';
import { switchTheme } from './theme.js';

window.htmx = htmx;
sendCsrfToken();
showFailures();
watchConnection();
keepRemainingCurrent();
keepDrafts();
listenForKeys();
closeMenusOutside();
foldOnPhones();
switchTheme();
fillDemoAccounts();
