"""The page on which an operator acts with a reason: suspend, disable, refuse, ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import abort, make_response, render_template, request

from app.mail.delivery import Message
from app.portal.forms.reason_form import ReasonForm


@dataclass(frozen=True)
class ReasonPage:
    """The texts of one page. With ``write_mail`` it can preview the mail."""

    title: str
    name: str  # of the app or the person
    text: str  # what happens
    hint: str  # who reads the reason
    button: str
    cancel_url: str
    kind: str = "danger-solid"
    form_class: type[ReasonForm] = ReasonForm
    # The label of a link and the text it puts into the field, by key.
    canned: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    write_mail: Callable[[str], list[Message]] | None = None

    def ask(self) -> str:
        """The page; ``text`` in the query is a key of ``canned``."""
        text = str(self.canned.get(request.args.get("text", ""), ("", ""))[1])
        return self._show(self.form_class(formdata=None, data={"reason": text}))

    def read(self) -> str:
        """The reason that was sent.

        Without a valid one, or to preview the mail, the request ends here with the page.
        """
        form = self.form_class()
        if not form.validate():
            abort(make_response(self._show(form), 422))
        reason = str(form.reason.data)
        if self.write_mail is not None and "preview" in request.form:
            mails = self.write_mail(reason)  # to each developer the same one
            abort(make_response(self._show(form, next(iter(mails), None))))
        return reason

    def _show(self, form: ReasonForm, mail: Message | None = None) -> str:
        return render_template("portal/operators/reason.html", page=self, form=form, mail=mail)
