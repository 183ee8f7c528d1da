"""The tour's door scanner: a device without a browser, which shows a code (RFC 8628)."""

from app.demo.browser import Browser
from app.demo.page import Page, UnexpectedAnswerError
from app.models.clients.client_protocol import DEVICE_CODE


class TourDevice:
    """The device; its client is public, so it has nothing to keep secret."""

    def __init__(self, site: str, client_id: str):
        """Take the client ID; its calls send no user's cookies."""
        self._client_id, self._http = client_id, Browser(site)
        self._device_code = ""

    def show_code(self) -> tuple[str, str]:
        """Ask for new codes; return the page and the code that the device shows."""
        request = {"client_id": self._client_id, "scope": "events:read"}
        codes = self._http.send("/oauth/device_authorization", request).json()
        self._device_code = codes["device_code"]
        return codes["verification_uri"], codes["user_code"]

    def poll(self, expect: int) -> str:
        """Poll the token endpoint; return the error, or "" with the tokens."""
        request = {"client_id": self._client_id, "device_code": self._device_code}
        answer = self._http.send("/oauth/token", {**request, "grant_type": DEVICE_CODE}, expect)
        return str(answer.json().get("error", ""))


def connect(organizer: Browser, device: TourDevice, team: str) -> str:
    """As the organizer: type the code, look whether it is the device's, authorize; the code."""
    page, code = device.show_code()
    if device.poll(400) != "authorization_pending":
        raise UnexpectedAnswerError("the device was not told to wait")
    shown = organizer.submit(organizer.open(page), "Continue", user_code=code.lower())
    if code not in Page(shown.text).texts:
        raise UnexpectedAnswerError("the page does not show the device's code again")
    organizer.submit(shown, "Authorize", team=team)
    device.poll(200)
    return code
