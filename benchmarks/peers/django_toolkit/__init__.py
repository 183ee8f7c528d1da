"""Django, django-oauth-toolkit and Django REST framework, set up as their manuals say.

Client secrets are stored as they are: hashed by default, they cost half a second a request.
"""
