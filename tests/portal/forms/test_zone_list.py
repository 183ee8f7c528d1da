"""The list that zone fields search."""


def test_list_of_zones_has_each_city_and_the_former_names_and_is_cached(client):
    answer = client.get("/time-zones.json")

    assert ["Europe/Berlin", "Berlin, Germany"] in answer.json["cities"]
    assert ["Europe/Berlin", "Munich, Germany"] in answer.json["cities"]
    assert ["UTC", "UTC"] in answer.json["cities"]
    assert answer.json["former"]["Asia/Calcutta"] == "Asia/Kolkata"
    assert "UTC" not in answer.json["former"]
    assert answer.cache_control.public
    assert answer.cache_control.max_age > 3600
    assert len(answer.data) < 64_000
