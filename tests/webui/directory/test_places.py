"""Organisations, departments, people's entries and escalation chains are kept on pages, by administrators, with a record."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from workflows.directory.actor import actor_for
from workflows.directory.models import Department, DirectoryChange, EscalationChain, Membership, Organisation, Role, User


def organisation_values(**changes: Any) -> dict[str, Any]:
    alliance = Organisation.objects.get(code="hexi").alliance_id
    return {
        "alliance": alliance,
        "code": "qingxi",
        "number_prefix": "QX",
        "name_zh": "清溪社区卫生服务中心",
        "name_en": "Qingxi Community Health Centre",
        "kind": "community_centre",
        "parent": Organisation.objects.get(code="yuanshan").pk,
        "zone": "Asia/Shanghai",
        "area_code": "990100001002",
        "phone": "",
        **changes,
    }


def test_an_administrator_builds_up_a_new_organisation(signed_in, user):
    # given an administrator of the alliance
    administrator = signed_in("admin.ops")

    # when she adds an organisation, a department, a colleague and a chain
    added = administrator.post(reverse("directory:new_organisation"), organisation_values(), follow=True)
    qingxi = Organisation.objects.get(code="qingxi")
    gp = {"code": "gp", "name_zh": "全科", "name_en": "General practice", "phone": ""}
    administrator.post(reverse("directory:new_department", args=[qingxi.pk]), gp)
    role = {"user": "bai.jie", "role": "community_doctor", "department": "gp", "from_on": "2026-03-02", "until_on": ""}
    administrator.post(reverse("directory:new_role", args=[qingxi.pk]), role)
    chain = {
        "key": "referral_arrival",
        "name_zh": "到诊",
        "name_en": "Arrival",
        "role-1": ["community_doctor", ""],
        "department-1": ["gp", ""],
        "role-3": "administrator",
        "department-3": "informatics",
    }
    set_chain = administrator.post(reverse("directory:new_chain", args=[qingxi.pk]), chain, follow=True)

    # then the colleague may refer from there, the chain has two levels, and everything is on record
    assert "you administer it" in added.content.decode()
    assert actor_for(user("bai.jie")).may("start_instance", qingxi.pk)
    levels = EscalationChain.objects.get(organisation=qingxi).steps.values_list("level", "role")
    assert list(levels) == [(1, "community_doctor"), (2, "administrator")]
    assert "Arrival" in set_chain.content.decode()
    kinds = list(DirectoryChange.objects.filter(organisation=qingxi).order_by("id").values_list("kind", flat=True))
    assert kinds == ["organisation_created", "membership_added", "department_created", "membership_added", "escalation_chain_set"]
    changes = administrator.get(reverse("directory:changes", args=[qingxi.pk])).content.decode()
    assert "Organisation added" in changes and "Department added" in changes


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "hexi"}, "code"),
        ({"code": "Qing Xi"}, "code"),
        ({"number_prefix": "HX"}, "number_prefix"),
        ({"number_prefix": "q"}, "number_prefix"),
        ({"name_zh": ""}, "name_zh"),
        ({"kind": "palace"}, "kind"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"alliance": "999999"}, "alliance"),
    ],
)
def test_a_wrong_organisation_is_refused_at_its_field(signed_in, region, changes, field):
    before = Organisation.objects.count()
    page = signed_in("admin.ops").post(reverse("directory:new_organisation"), organisation_values(**changes))
    assert page.status_code == 422
    assert f'href="#field-{field}"' in page.content.decode()
    assert Organisation.objects.count() == before


def test_nobody_adds_to_another_alliance(signed_in, organisation):
    sent = organisation_values(alliance=organisation("hexi").alliance_id)
    assert signed_in("dong.admin").post(reverse("directory:new_organisation"), sent).status_code == 422
    assert not Organisation.objects.filter(code="qingxi").exists()


def test_an_organisation_is_changed_but_never_leads_itself(signed_in, organisation):
    yuanshan, hexi = organisation("yuanshan"), organisation("hexi")
    administrator = signed_in("admin.ops")
    values = {
        "name_zh": hexi.name_zh,
        "name_en": "Hexi Centre",
        "kind": hexi.kind,
        "zone": hexi.zone,
        "area_code": "",
        "phone": "1",
    }
    administrator.post(reverse("directory:edit_organisation", args=[hexi.pk]), {**values, "parent": yuanshan.pk})
    hexi.refresh_from_db()
    assert (hexi.name_en, hexi.phone, hexi.code) == ("Hexi Centre", "1", "hexi")
    change = DirectoryChange.objects.filter(organisation=hexi, kind="organisation_changed").get()
    assert change.data["changes"]["name_en"][1] == "Hexi Centre"

    circle = {**values, "name_zh": "县医院", "name_en": "Yuanshan", "kind": "hospital", "parent": hexi.pk}
    assert administrator.post(reverse("directory:edit_organisation", args=[yuanshan.pk]), circle).status_code == 422


def test_a_department_closes_only_when_nobody_works_there(signed_in, organisation):
    hexi, administrator = organisation("hexi"), signed_in("admin.ops")
    gp = hexi.departments.get(code="gp")
    values = {"name_zh": "全科医学", "name_en": "Family medicine", "phone": ""}
    refused = administrator.post(reverse("directory:edit_department", args=[hexi.pk, gp.pk]), values)
    assert refused.status_code == 422
    assert "end them first" in refused.content.decode()
    empty = Department.objects.create(organisation=hexi, code="dentistry", name_en="Dentistry", name_zh="口腔科")
    administrator.post(reverse("directory:edit_department", args=[hexi.pk, empty.pk]), values)
    empty.refresh_from_db()
    assert (empty.is_active, empty.name_en) == (False, "Family medicine")


def test_a_lost_password_is_replaced_where_the_administrator_manages_all_of_the_person(signed_in, organisation, user):
    hexi, administrator = organisation("hexi"), signed_in("admin.ops")
    address = reverse("directory:edit_person", args=[hexi.pk, user("su.yan").pk])
    values = {"name_zh": "苏燕", "name_en": "Su Yan", "phone": "0990-1", "email": "", "password": "calm-lane-2026"}
    assert administrator.post(address, values).status_code == 302
    assert user("su.yan").check_password("calm-lane-2026")
    kinds = DirectoryChange.objects.filter(data__user_id=user("su.yan").pk).values_list("kind", flat=True)
    assert set(kinds) >= {"user_changed", "password_given"}

    # but not where the person also works elsewhere: that would be a way to other people's roles
    dongmen = organisation("dongmen")
    clinic = dongmen.departments.get(code="gp")
    Membership.objects.create(user=user("su.yan"), department=clinic, role=Role.NURSE, from_on="2026-01-01")
    refused = administrator.post(address, {**values, "password": "another-lane-2026"})
    assert refused.status_code == 403
    assert "another organisation as well" in refused.content.decode()

    # nor is the name changed that stands under what they sign there
    refused = administrator.post(address, {**values, "password": "", "name_en": "Mallory"})
    assert (refused.status_code, user("su.yan").name_en) == (403, "Su Yan")
    assert user("su.yan").check_password("calm-lane-2026")


def test_what_is_wrong_in_a_chain_is_said_and_kept(signed_in, organisation):
    hexi = organisation("hexi")
    sent = {"key": "referral_arrival", "name_zh": "到诊", "name_en": "Arrival", "role-1": "nurse", "department-1": ""}
    taken = signed_in("admin.ops").post(reverse("directory:new_chain", args=[hexi.pk]), sent)
    assert taken.status_code == 422 and 'href="#field-key"' in taken.content.decode()
    half = signed_in("admin.ops").post(reverse("directory:new_chain", args=[hexi.pk]), {**sent, "key": "other"})
    page = half.content.decode()
    assert half.status_code == 422 and 'href="#field-levels"' in page
    assert '<option value="nurse" selected>' in page


# The first organisation of all


def test_the_first_organisation_comes_from_the_command_line(db, capsys):
    asked = {"name_en": "County Hospital", "name_zh": "县人民医院", "kind": "hospital", "prefix": "CH"}
    call_command("create_organisation", "county", **asked)
    told = capsys.readouterr().out
    administrator = User.objects.get(username="administrator")
    assert "signs in with" in told
    assert actor_for(administrator).may("manage_directory", Organisation.objects.get(code="county").pk)
    with pytest.raises(CommandError, match="code"):
        call_command("create_organisation", "county", **asked)
