from django.apps import AppConfig


class SpiffSide(AppConfig):
    name = "tests.bench.spiff_side"
    label = "spiff_side"
