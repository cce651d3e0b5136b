from django.apps import AppConfig


class ViewflowSide(AppConfig):
    name = "tests.bench.viewflow_side"
    label = "viewflow_side"
