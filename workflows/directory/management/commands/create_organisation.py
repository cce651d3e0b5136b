"""`manage.py create_organisation`: the first organisation of a new alliance, with its administrator. The rest has pages."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from engine.actor import SYSTEM
from engine.errors import FormInvalid
from workflows.directory.commands.create_organisation import CreateOrganisation, create_organisation, make_administrator
from workflows.directory.commands.create_user import CreateUser, create_user
from workflows.directory.models import Alliance, Membership, Organisation, User
from workflows.directory.valid import checked


class Command(BaseCommand):
    help = "Make the first organisation of an alliance and an administrator who adds everything else on the directory's pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="of the organisation, such as county_hospital; it never changes")
        parser.add_argument("--name-en", required=True)
        parser.add_argument("--name-zh", required=True)
        parser.add_argument("--kind", required=True, choices=Organisation.Kind.values)
        parser.add_argument("--prefix", required=True, help="two to four capital letters, part of every case number")
        parser.add_argument("--zone", default="Asia/Shanghai", help="IANA name (default: %(default)s)")
        parser.add_argument("--alliance", default="alliance", help="its code; made where it is new (default: %(default)s)")
        parser.add_argument("--alliance-en", default="Alliance")
        parser.add_argument("--alliance-zh", default="医联体")
        parser.add_argument(
            "--administrator", default="administrator", help="user name; made where it is new (default: %(default)s)"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organisation = self._organisation(options)
            user = User.objects.filter(username=options["administrator"]).first() or self._administrator(options, organisation)
        except FormInvalid as refusal:
            raise CommandError(
                "\n".join(f"{name}: {text}" for name, texts in refusal.field_errors.items() for text in texts)
            ) from None
        if not Membership.objects.filter(user=user, department__organisation=organisation).exists():
            make_administrator(SYSTEM, organisation, user.pk)
        self.stdout.write(f"{organisation.name_en} is there. {user.username} adds departments, people and roles under Directory.")

    def _organisation(self, options: dict[str, Any]) -> Organisation:
        alliance = Alliance.objects.filter(code=options["alliance"]).first()
        if alliance is None:
            alliance = checked(Alliance(code=options["alliance"], name_en=options["alliance_en"], name_zh=options["alliance_zh"]))
            alliance.save()
        names = {name: options[name] for name in ("code", "name_en", "name_zh", "kind", "zone")}
        return create_organisation(CreateOrganisation(SYSTEM, alliance.pk, number_prefix=options["prefix"], **names))

    def _administrator(self, options: dict[str, Any], organisation: Organisation) -> User:
        password = secrets.token_urlsafe(12)
        names = {"name_en": "Administrator", "name_zh": "管理员"}
        user = create_user(CreateUser(SYSTEM, organisation.pk, options["administrator"], password=password, **names))
        self.stdout.write(f"{user.username} signs in with {password} and should change it at once.")
        return user
