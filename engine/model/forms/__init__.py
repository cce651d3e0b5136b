"""Forms of user tasks: form-js schemas, validated on the server as strictly as in the browser. Pure: no Django, no I/O."""

from engine.model.forms.schema import FORM_SUFFIX, FormSchema, read_forms

__all__ = ["FORM_SUFFIX", "FormSchema", "read_forms"]
