"""All addresses of the web pages. A new room is one line in `ROOMS`."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import include, path
from django.views.i18n import set_language

from .deviations.room import DeviationsRoom
from .directory.room import DirectoryRoom
from .operations.room import OperationsRoom
from .outpatient.room import OutpatientRoom
from .patients.room import PatientsRoom
from .referrals.room import ReferralsRoom
from .rooms import CarelaneSite, Room
from .search.views import search
from .signin import SignInView
from .studio.room import StudioRoom
from .worklist.room import WorkRoom

# In the order of the navigation.
ROOMS: tuple[type[Room], ...] = (
    WorkRoom,
    PatientsRoom,
    ReferralsRoom,
    OutpatientRoom,
    StudioRoom,
    DeviationsRoom,
    OperationsRoom,
    DirectoryRoom,
)

site = CarelaneSite(viewsets=[room() for room in ROOMS])


def home(request: HttpRequest) -> HttpResponse:
    """The first room that the person may enter: for most people their work."""
    for room in site.rooms_for(request.user):
        return redirect(room.reverse("index"))
    return render(request, "webui/no_room.html")


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """What a browser asks for beside a document that names no icon, such as JSON."""
    return redirect(static("webui/favicon.svg"))


urlpatterns = [
    path("", home, name="home"),
    path("favicon.ico", favicon, name="favicon"),
    path("search/", search, name="search"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("account/login/", SignInView.as_view(), name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/signup/", account.signup, name="account_signup"),
    path("account/inactive/", login_not_required(account.account_inactive), name="account_inactive"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("api/", include("webui.api.urls")),
    path("", include("webui.operations.urls")),
    path("instances/", include("webui.instances.urls")),
    path("", include("webui.notifications.urls")),
    *site.urls[0],
]
