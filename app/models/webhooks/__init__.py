"""Webhooks: addresses of apps that are told of changes, and what was sent there.

``webhook.Webhook`` is a subscription: of an app (``grant_id`` is None), or made by API through one
grant, with which it ends.

- ``Webhook.create(client, url=, types=, grant=None)`` returns the webhook and its secret, which is
  shown once; it asks for a first ``ping``. ``find_of_client``, ``list_of_client``,
  ``find_of_grant``, ``list_of_grant``; ``webhook.public_id``, ``url``, ``type_names``, ``state``
  (``State``), ``reason`` (``Reason``), ``failures``, ``last_delivered_at``, ``last_failed_at``.
- Acts: ``rotate_secret()`` returns the new secret, ``remove()``, ``resume()``, ``send_test()``,
  ``resend(delivery)``, ``replay(since)``.
- ``webhook_types``: TYPES, ``check``. ``webhook_secret``: ``headers`` signs, ``is_signed`` is what
  a signature checker needs; ``webhook.secrets()`` are those in use.
- ``webhook_delivery.WebhookDelivery``: one message and its last answer. ``delivery_search`` lists
  them by keyset and counts what waits.

For those who deliver: ``webhook_turn`` leases a webhook and says what is to be sent next;
``webhook_cursor`` is how far each stream has been told; ``grant_news`` makes messages of acts.
Why: docs/decisions/0053-webhooks-are-cursors.md.
"""
