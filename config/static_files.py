"""Which packages' static files are served."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder


class ServedAppsFinder(AppDirectoriesFinder):
    """All apps but viewflow: our pages bring their own looks, and its style sheets refer to fonts that it does not ship."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(app_names, *args, **kwargs)
        self.apps = [name for name in self.apps if name != "viewflow"]
        self.storages = {name: storage for name, storage in self.storages.items() if name != "viewflow"}
