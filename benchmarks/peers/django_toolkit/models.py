"""The tables beside those of django-oauth-toolkit."""

from django.db import models


class Team(models.Model):
    """Who organizes events."""

    slug = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)


class Event(models.Model):
    """What takes place."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    public_id = models.CharField(max_length=40, unique=True)
    uid = models.CharField(max_length=200)
    slug = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300)
    description_html = models.TextField()
    status = models.CharField(max_length=20)
    visibility = models.CharField(max_length=20)
    start = models.DateTimeField(db_index=True)
    end = models.DateTimeField()
    timezone = models.CharField(max_length=60)
    all_day = models.BooleanField()
    sequence = models.IntegerField()
    venue_name = models.CharField(max_length=200)
    venue_city = models.CharField(max_length=100)
    venue_country = models.CharField(max_length=2)
    tags = models.JSONField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
