// The connection to the server: PKCE (RFC 7636), one refresh at a time, revocation (RFC 7009).
// The tokens live in sessionStorage: they end with the tab, and no other origin can read them.

const KEPT = "stagedoor";

export class Refused extends Error {}

export class Connection {
  static fromAddress() {
    const { searchParams } = new URL(location.href);
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    return new Connection({
      ...kept,
      server: searchParams.get("server") ?? kept.server ?? "http://127.0.0.1:5000",
      clientId: searchParams.get("client_id") ?? kept.clientId,
    });
  }

  #kept;
  #refreshing = null;

  constructor(kept) {
    this.#kept = kept;
  }

  get isConnected() {
    return Boolean(this.#kept.tokens);
  }

  /** Send the person to the consent page. */
  async ask() {
    const state = random();
    const verifier = random();
    this.#keep({ state, verifier });
    const query = new URLSearchParams({
      response_type: "code",
      client_id: this.#kept.clientId,
      redirect_uri: callback(),
      scope: "events:read",
      state,
      code_challenge: base64url(await sha256(verifier)),
      code_challenge_method: "S256",
    });
    location.assign(`${this.#kept.server}/oauth/authorize?${query}`);
  }

  /** Exchange the code when this page is the callback; anything without our state is ignored. */
  async finish() {
    const answer = new URL(location.href).searchParams;
    const { state, verifier } = this.#kept;
    if (!state || answer.get("state") !== state) return;
    history.replaceState(null, "", callback()); // the code stays in no history
    this.#keep({ state: undefined, verifier: undefined });
    if (!answer.has("code")) {
      throw new Refused(answer.get("error_description") ?? answer.get("error"));
    }
    await this.#exchange({
      grant_type: "authorization_code",
      code: answer.get("code"),
      redirect_uri: callback(),
      code_verifier: verifier,
    });
  }

  /** The JSON at `path`; refreshes the tokens once when they have expired. */
  async get(path) {
    let answer = await this.#fetch(path);
    if (answer.status === 401) {
      await this.#refresh();
      answer = await this.#fetch(path);
    }
    return read(answer);
  }

  /** Give the permission back. */
  async end() {
    const token = this.#kept.tokens.refresh_token;
    await this.#post("/oauth/revoke", { token });
    this.#keep({ tokens: undefined });
  }

  #fetch(path) {
    const { access_token: token } = this.#kept.tokens;
    return fetch(this.#kept.server + path, { headers: { Authorization: `Bearer ${token}` } });
  }

  #refresh() {
    const { refresh_token: token } = this.#kept.tokens;
    this.#refreshing ??= this.#exchange({ grant_type: "refresh_token", refresh_token: token })
      .catch((error) => {
        this.#keep({ tokens: undefined }); // the permission has ended
        throw error;
      })
      .finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async #exchange(fields) {
    this.#keep({ tokens: await read(await this.#post("/oauth/token", fields)) });
  }

  #post(path, fields) {
    const body = new URLSearchParams({ client_id: this.#kept.clientId, ...fields });
    return fetch(this.#kept.server + path, { method: "POST", body });
  }

  #keep(changes) {
    Object.assign(this.#kept, changes);
    sessionStorage.setItem(KEPT, JSON.stringify(this.#kept));
  }
}

async function read(answer) {
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.error_description ?? `Refused: ${answer.status}`);
  return told;
}

/** This page without its query: what is registered as the app's redirect URI. */
function callback() {
  return location.origin + location.pathname;
}

function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function sha256(text) {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}

function base64url(bytes) {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
