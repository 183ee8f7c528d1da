"""Reader: shows the next events of a team that allows it to. Start reading here.

STAGEDOOR_URL=… CLIENT_ID=… CLIENT_SECRET=… PORT=5001 python app.py
"""

import os
import secrets

import requests
import stagedoor
from authlib.integrations.flask_client import OAuthError
from display import in_words
from flask import Flask, redirect, render_template, request, session, url_for
from memory import Memory

app = Flask(__name__)
# The cookie holds a random session id and nothing else; tokens stay in this process.
app.secret_key = secrets.token_bytes(32)
app.config.update(SESSION_COOKIE_NAME="reader", SESSION_COOKIE_SAMESITE="Lax")
memory = Memory()


def own_token():
    """Return the visitor's token; None when they are not connected."""
    return memory.get(session.get("id"))


def keep_token(token):
    """Remember the visitor's token, the first one and each that a refresh brings."""
    memory.set(session["id"], token)


client = stagedoor.client_for(app, memory, own_token, keep_token)


@app.get("/")
def home():
    """Show the events, or to a new visitor what Reader does."""
    if own_token() is None:
        return render_template("welcome.html")
    events = [in_words(event) for event in stagedoor.upcoming_events(client)]
    return render_template("events.html", events=events)


@app.get("/connect")
def connect():
    """Send the visitor to Stagedoor, which asks them; ``state`` and PKCE are Authlib's work."""
    # Ask also who has said yes before: they may have disconnected, or want another team.
    return client.authorize_redirect(url_for("callback", _external=True), prompt="consent")


@app.get("/callback")
def callback():
    """Take the answer: exchange the code for tokens, or accept a no."""
    if not stagedoor.is_from_us(request.args.get("iss")):
        return show_message("stranger", 400)
    token = client.authorize_access_token()
    # A new id at each connection: one that was known before opens nothing now.
    session.clear()
    session["id"] = secrets.token_urlsafe(32)
    keep_token(token)
    return redirect(url_for("home"))


@app.post("/disconnect")
def disconnect():
    """Give the permission back and forget the visitor."""
    token = own_token()
    forget_visitor()
    if token is not None:
        stagedoor.give_back(token)
    return show_message("disconnected")


@app.errorhandler(OAuthError)
def explain_refusal(error):
    """Deny is an answer like any other; everything else did not begin here, or took too long."""
    if error.error == "access_denied":
        return show_message("denied")
    return show_message("stranger", 400)


@app.errorhandler(stagedoor.ConnectionEndedError)
def explain_end(_error):
    """The organizer removed Reader, or their role ended: the tokens are worth nothing now."""
    forget_visitor()
    return show_message("ended")


@app.errorhandler(requests.RequestException)
def explain_silence(_error):
    """Stagedoor did not answer, or not as it should. The connection is kept."""
    return show_message("silent", 502)


@app.after_request
def protect(response):
    """Allow nothing but our own files, and keep pages and codes out of caches and referrers."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def show_message(name, status=200):
    """Answer with one of the messages in templates/message.html."""
    return render_template("message.html", name=name), status


def forget_visitor():
    """Drop the token and the session."""
    memory.delete(session.get("id"))
    session.clear()


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "5001")))
