"""Starting, reading and cancelling instances."""

from __future__ import annotations


def test_a_doctor_starts_what_the_processes_offer(program, published, organisation):
    doctor, hexi = program("su.yan"), organisation("hexi").pk
    offered = doctor.get("processes").json()
    assert {"key": "errand", "version": 1, "name": {"en": "Errand", "zh": "跑腿"}, "organisation": hexi} in offered

    started = doctor.post(
        "instances",
        {
            "process_key": "errand",
            "organisation": hexi,
            "business_key": "E-5",
            "variables": {"on": {"@d": "2026-03-02"}, "n": 1.5},
        },
    )

    assert started.status_code == 201
    body = started.json()
    assert (body["status"], body["business_key"], len(body["opened_user_tasks"])) == ("running", "E-5", 1)
    variables = doctor.get(f"instances/{body['instance_id']}/variables").json()["variables"]
    assert variables["on"] == {"@d": "2026-03-02"}
    assert variables["n"] == {"@n": "1.5"}


def test_what_cannot_be_started_is_refused(program, published, organisation):
    hexi = organisation("hexi").pk

    def start(username: str, **changed):
        body = {"process_key": "errand", "organisation": hexi, **changed}
        return program(username).post("instances", body)

    assert start("su.yan", process_key="nothing").status_code == 404
    assert start("dong.men").status_code == 404
    assert start("chen.min", organisation=organisation("yuanshan").pk).status_code == 403
    assert start("ma.ying").status_code == 403
    assert start("su.yan", variables=[1]).status_code == 400
    assert start("su.yan", variables={"a": {"@d": "no date"}}).json()["fields"] == {
        "variables.a": ["Expected a value, plain or tagged with its type."]
    }
    assert start("su.yan", organisation="hexi").status_code == 400


def test_an_instance_tells_where_it_stands_and_its_history(program, errand):
    doctor = program("su.yan")
    detail = doctor.get(f"instances/{errand.id}").json()

    assert {"activity_id": "ask", "kind": "user_task", "count": 1} in detail["waiting"]
    assert detail["timers"][0]["activity_id"] == "late"
    assert "<definitions" in detail["bpmn_xml"]
    events = doctor.get(f"instances/{errand.id}/history").json()
    assert events[0]["actor"]["name"]["en"] == "Su Yan"
    numbers = [event["seq"] for event in events]  # of the chain: the commands between them are not told
    assert numbers == sorted(set(numbers))


def test_cancelling_needs_a_reason_and_happens_once(program, errand):
    doctor = program("su.yan")

    assert doctor.post(f"instances/{errand.id}/cancel", {"reason": " "}).status_code == 400
    assert doctor.post(f"instances/{errand.id}/cancel", {"reason": "entered twice"}).json()["status"] == "cancelled"
    assert doctor.post(f"instances/{errand.id}/cancel", {"reason": "again"}).status_code == 409
    assert doctor.get("instances", status="cancelled").json()["count"] == 1


def test_an_instance_of_another_organisation_does_not_exist(program, errand):
    for outsider in (program("dong.men"), program("chen.min")):
        for path in ("", "/history", "/variables"):
            assert outsider.get(f"instances/{errand.id}{path}").status_code == 404
        assert outsider.post(f"instances/{errand.id}/cancel", {"reason": "x"}).status_code == 404
        assert outsider.get("instances").json()["count"] == 0


def test_pages_of_instances(program, published, organisation):
    doctor = program("su.yan")
    for number in range(3):
        doctor.post(
            "instances", {"process_key": "errand", "organisation": organisation("hexi").pk, "business_key": f"E-{number}"}
        )

    second = doctor.get("instances", page=2, page_size=2).json()

    assert (second["count"], second["page"], len(second["results"])) == (3, 2, 1)
    for query in ({"page": 0}, {"page_size": 1000}, {"status": "asleep"}, {"sort": "name"}):
        assert doctor.get("instances", **query).status_code == 400
