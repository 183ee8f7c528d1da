"""A form applies an act, or says beside its field why the act was refused."""

from wtforms import StringField

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.values.errors import ValidationError
from app.portal.forms.fields import PortalForm, required
from tests.support.factories import make_user


class NameForm(PortalForm):
    """One field that must be filled in."""

    class Meta(PortalForm.Meta):
        """Without a token: nothing was sent by a browser."""

        csrf = False

    name = StringField("Name", [required])


def test_act_is_applied_to_a_valid_form_and_gives_its_result(app):
    with app.test_request_context("/", method="POST", data={"name": "Ada"}):
        form = NameForm()

        assert form.make(lambda: form.name.data.upper()) == "ADA"
        assert form.apply(lambda: None)
        assert form.errors == {}


def test_act_is_not_tried_when_a_field_is_wrong(app):
    with app.test_request_context("/", method="POST", data={"name": ""}):
        form, tried = NameForm(), []

        assert form.make(lambda: tried.append("act") or True) is None
        assert not form.apply(lambda: tried.append("act"))
        assert tried == []
        assert form.errors == {"name": ["Fill this in."]}


def test_refused_act_is_rolled_back_and_named_beside_its_field(app):
    def rename_and_refuse(user):
        user.name = "Half done"
        raise ValidationError("name", _("This name is taken."))

    with app.test_request_context("/", method="POST", data={"name": "Ada"}):
        user_id = make_user(name="Ada").id
        db.session.commit()
        form = NameForm()

        assert not form.apply(lambda: rename_and_refuse(db.session.get(User, user_id)))
        assert form.errors == {"name": ["This name is taken."]}
        assert db.session.get(User, user_id).name == "Ada"
