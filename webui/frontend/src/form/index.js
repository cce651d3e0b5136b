// Task and start forms: a form-js schema in the page's language, drawn, kept as draft, sent, answered at the field.
//
//   <form method="post" data-form-js="form-document" data-form-draft="task:<id>"> {% csrf_token %}
//     <div data-form-host></div> <input type="hidden" name="version" value="3"> <button class="btn primary">Accept and book</button>
//   </form>
//   {{ document|json_script:"form-document" }}   {"schema": FormSchema.render(), "data": FormSchema.data(), "known": ["key", …], "errors": {}}
//   <div data-form-view="slip-document"></div>   the same, read only (earlier forms)
import './form.css';
import { openForm, openView } from './task_form.js';

for (const element of document.querySelectorAll('form[data-form-js]')) openForm(element);
for (const element of document.querySelectorAll('[data-form-view]')) openView(element);
// A task that htmx put into the page (inbox with the task beside the list).
document.addEventListener('htmx:load', (event) => {
  const root = event.detail.elt;
  for (const element of root.querySelectorAll('form[data-form-js]')) openForm(element);
  for (const element of root.querySelectorAll('[data-form-view]')) openView(element);
});
