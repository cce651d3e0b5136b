"""Nobody is offered a place where the request would wait for nobody."""

from __future__ import annotations

from workflows.directory.models import Membership, Organisation, User
from workflows.families.referral.options import referral_options


def offered(organisation, direction: str, place: str = "hexi") -> set[str]:
    lists = referral_options(organisation(place).pk, "referral_slip", {"direction": direction})
    ids = {int(option["value"]) for option in lists["referral_organisations"]}
    assert {int(option["organisation"]) for option in lists["referral_departments"]} <= ids
    return set(Organisation.objects.filter(pk__in=ids).values_list("code", flat=True))


def test_only_places_with_somebody_in_the_receiving_group_are_offered(region, organisation):
    assert {"yuanshan", "tcm", "baishi"} <= offered(organisation, "up")

    # when one hospital has no referral office any more, and the only person of another's has left
    Membership.objects.filter(department__organisation__code="tcm", role="referral_office").delete()
    User.objects.filter(memberships__department__organisation__code="baishi", memberships__role="referral_office").update(
        is_active=False
    )

    # then
    assert offered(organisation, "up") == {"yuanshan"}


def test_a_community_centre_without_a_head_takes_nobody_back(region, organisation):
    assert {"hexi", "dongmen"} <= offered(organisation, "down", "yuanshan")
    Membership.objects.filter(department__organisation__code="dongmen", role="community_head").delete()
    assert "dongmen" not in offered(organisation, "down", "yuanshan")
