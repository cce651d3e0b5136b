"""Who the caller is, and the caller's own tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from engine import clock
from engine.errors import NotAuthorised
from workflows.directory.queries.own_organisations import own_organisations

from .endpoint import STAFF, ApiView, Call, endpoint
from .fields import NamesSerializer, StrictSerializer
from .models import ApiToken
from .tokens import DEFAULT_LIFE, issue_token, revoke_token

TAG = "Caller"


class OwnOrganisationSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = NamesSerializer()
    permissions = serializers.ListField(child=serializers.CharField())
    groups = serializers.ListField(child=serializers.CharField(), help_text="Candidate groups held there: role@department.")


class MeSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = NamesSerializer()
    organisations = OwnOrganisationSerializer(many=True)


class Me(ApiView):
    permissions = {"GET": (STAFF,)}

    @endpoint("Who am I", tag=TAG, answer=MeSerializer)
    def get(self, call: Call) -> dict[str, Any]:
        """The person that this session or token acts as, with organisations, permissions and candidate groups."""
        user, actor = call.user, call.actor
        return {
            "id": user.pk,
            "username": user.get_username(),
            "name": {"en": user.name_en, "zh": user.name_zh},
            "organisations": [
                {
                    "id": organisation.pk,
                    "code": organisation.code,
                    "name": {"en": organisation.name_en, "zh": organisation.name_zh},
                    "permissions": sorted(name for place, name in actor.permissions if place == organisation.pk),
                    "groups": sorted(group for place, group in actor.groups if place == organisation.pk),
                }
                for organisation in own_organisations(actor)
            ],
        }


class TokenSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    start = serializers.CharField(help_text="The token's first characters.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    is_valid = serializers.BooleanField()  # type: ignore[assignment]


class NewTokenSerializer(TokenSerializer):
    token = serializers.CharField(help_text="Shown once: keep it now.")


class TokenBody(StrictSerializer):
    name = serializers.CharField(max_length=100, help_text="What the token is for.")
    days = serializers.IntegerField(min_value=1, max_value=366, default=DEFAULT_LIFE.days, help_text="How long it lives.")


class Tokens(ApiView):
    permissions = {"GET": (STAFF,), "POST": (STAFF,)}

    @endpoint("List my tokens", tag=TAG, answer=TokenSerializer(many=True))
    def get(self, call: Call) -> list[dict[str, Any]]:
        """All tokens of the caller, newest first, also those that have ended."""
        return [token_json(token) for token in ApiToken.objects.filter(user=call.user)]

    @endpoint("Make a token", tag=TAG, body=TokenBody, answer=NewTokenSerializer, status=201, refuses=(422,))
    def post(self, call: Call) -> dict[str, Any]:
        """A token that acts as the caller. Its text is shown once; only its hash is kept."""
        if isinstance(call.request.auth, ApiToken):  # else one stolen token would outlive its own end and its revocation
            raise NotAuthorised(_("Expected a person who is signed in: a token makes no other tokens."))
        token, text = issue_token(call.user, call.body["name"], timedelta(days=call.body["days"]))
        return {**token_json(token), "token": text}


class Token(ApiView):
    permissions = {"DELETE": (STAFF,)}

    @endpoint("Revoke a token", tag=TAG, status=204, refuses=(404,))
    def delete(self, call: Call, token_id: int) -> None:
        """End one of the caller's tokens now."""
        revoke_token(call.user, token_id)


def token_json(token: ApiToken) -> dict[str, Any]:
    names = ("id", "name", "start", "created_at", "expires_at", "revoked_at", "last_used_at")
    is_valid = token.revoked_at is None and token.expires_at > clock.real_now()
    return {**{name: getattr(token, name) for name in names}, "is_valid": is_valid}
