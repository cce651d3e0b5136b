// Swagger UI on the document of this installation; requests go with the session and its CSRF token.
const place = document.getElementById('api-docs');
const csrfToken = place.querySelector('input[name="csrfmiddlewaretoken"]').value;

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (!['GET', undefined].includes(request.method)) request.headers['X-CSRFToken'] = csrfToken;
    return request;
  },
});
