from django.urls import path
from viewflow.urls import Site
from viewflow.workflow.flow import FlowAppViewset

from tests.bench.viewflow_side.approval import ApprovalFlow
from tests.bench.viewflow_side.referral import ReferralFlow

site = Site(title="Bench", viewsets=[FlowAppViewset(ApprovalFlow), FlowAppViewset(ReferralFlow)])
urlpatterns = [path("", site.urls)]
