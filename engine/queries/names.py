from django.utils.translation import get_language


def in_language(en: str, zh: str) -> str:
    """The name in the reader's language; the other where one is missing."""
    if (get_language() or "en").startswith("zh"):
        return zh or en
    return en or zh
