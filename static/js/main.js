// Everything here only adds to pages that already work without it.
import "./base64url.js";
import "./copy.js";
import "./dialogs.js";
import "./filter_list.js";
import "./format_bar.js";
import "./leave_secret.js";
import "./live.js";
import "./menus.js";
import "./passkeys.js";
import "./sidenav.js";
import "./submit_once.js";
import "./theme.js";
import "./viewer_time.js";
import "./zone_field.js";

document.documentElement.classList.add("js");
