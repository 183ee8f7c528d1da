"""JSON Schemas of webhooks: subscriptions by API, and the body that is sent."""

from app.language.texts import lazy_gettext as _
from app.models.webhooks.webhook_types import TYPES
from app.openapi.operation import Named
from app.openapi.shapes import (
    INSTANT,
    NUMBER,
    URL,
    list_of,
    members,
    one_of,
    or_null,
    some_of,
    such_as,
    text,
    with_optional,
)

TYPE = one_of(*TYPES)
ADDRESS = text(
    _("Where the requests go: https on port 443; in development also http on loopback."),
    format="uri",
    examples=["https://app.example/webhooks"],
)
WEBHOOK_MEMBERS = {
    "id": such_as("whk_b6x2f9h4m3r8"),
    "url": URL,
    "types": list_of(TYPE, _("What is sent.")),
    "status": one_of("active", "paused", description=_("paused: after failures for days.")),
    "created_at": INSTANT,
    "links": members(self=URL),
}
WEBHOOK = Named("Webhook", members(**WEBHOOK_MEMBERS))
NEW_SECRET = or_null(
    text(
        _(
            "Signs the requests (whsec_…); null in the repetition of a request with the same "
            "Idempotency-Key."
        )
    )
)
CREATED_WEBHOOK = Named("CreatedWebhook", members(**WEBHOOK_MEMBERS, secret=NEW_SECRET))
WEBHOOKS = Named("Webhooks", members(data=list_of(WEBHOOK)))
NEW_WEBHOOK = Named(
    "NewWebhook",
    some_of(
        {"url": ADDRESS, "types": list_of(TYPE, _("At least one."), minItems=1)},
        ("url", "types"),
        closed=True,
    ),
)
EXAMPLE = {"url": "https://app.example/webhooks", "types": ["event.upserted", "event.removed"]}
DELIVERY_DATA = with_optional(
    members(
        _("What it concerns, never what it says: fetch url with a token."),
        team=or_null(text(_("The team's slug."))),
        id=or_null(such_as("evt_k3v9p2m7q4x8")),
        number=or_null(such_as(4217, NUMBER)),
        slug=or_null(such_as("spring-night")),
        seq=or_null(such_as(812, NUMBER)),
        url=or_null(URL),
        grant_id=or_null(such_as("grt_t4h8k2w6c9f3")),
    ),
    reason=text(_("Why a permission was changed or ended.")),
)
DELIVERY = Named("WebhookBody", members(type=TYPE, timestamp=INSTANT, data=DELIVERY_DATA))
SAMPLES = Named("WebhookSamples", members(data=list_of(DELIVERY)))
