"""The demo's accounts, all with the same password. They are data: a start looks for them."""

from dataclasses import dataclass

PASSWORD = "stagedoor-demo"


@dataclass(frozen=True)
class Person:
    """An account; ``about`` is its description in the demo's last lines."""

    email: str
    name: str
    timezone: str
    about: str
    is_operator: bool = False


PEOPLE = (
    Person("olivia@example.org", "Olivia Marin", "Europe/Rome", "owner of Harbour Hall"),
    Person(
        "otto@example.org",
        "Otto Nunes",
        "Europe/Lisbon",
        "owner of Harbour Hall and Night Owl Collective",
    ),
    Person("vera@example.org", "Vera Conti", "Europe/Rome", "viewer of Harbour Hall"),
    Person("nina@example.org", "Nina Okafor", "Europe/London", "in no team, holds two tickets"),
    Person("dev@example.org", "Devi Raman", "Europe/Rome", "developer of the demo apps"),
    Person("cleo@example.org", "Cleo Baptiste", "Europe/Rome", "develops an app with Devi"),
    Person("admin@example.org", "Ada Lindqvist", "UTC", "operator", is_operator=True),
)

ADDRESSES = tuple(person.email for person in PEOPLE)
