<?php
// 1. Your app. Needs PHP 8 and nothing else.
$server = '{{ public_url }}';
$redirectUri = '{{ redirect_uri|replace("'", "\\'") }}';
{% if has_secret -%}
$app = [
    'client_id' => '{{ client_id }}',
    'client_secret' => getenv('CLIENT_SECRET'),
];
{% elif uses_keys -%}
$app = ['client_id' => '{{ client_id }}'];
// Signs each request: {{ public_url }}/docs/standards/client-keys
function prove(): array
{
    return [
        'client_assertion_type' => '{{ assertion_type }}',
        'client_assertion' => trim(shell_exec('python3 client_assertion.py')),
    ];
}
{% else -%}
$app = ['client_id' => '{{ client_id }}']; // public: no secret
{% endif -%}

// 2. Ask. Open the address that this prints; paste the one that you come back to.
$state = bin2hex(random_bytes(16));
$verifier = bin2hex(random_bytes(32));
$digest = hash('sha256', $verifier, true);
$question = http_build_query([
    'response_type' => 'code',
    'client_id' => $app['client_id'],
    'redirect_uri' => $redirectUri,
    'scope' => 'events:read',
    'state' => $state,
    'code_challenge' => rtrim(strtr(base64_encode($digest), '+/', '-_'), '='),
    'code_challenge_method' => 'S256',
]);
echo "$server/oauth/authorize?$question\nYou came back to: ";
parse_str(parse_url(trim(fgets(STDIN)), PHP_URL_QUERY) ?: '', $answer);

// 3. Exchange the code, after comparing the state.
function call(string $path, array $options): array
{
    global $server;
    $options += ['ignore_errors' => true, 'timeout' => 10];
    $context = stream_context_create(['http' => $options]);
    $reply = json_decode(file_get_contents($server . $path, false, $context), true);
    if (isset($reply['error'])) {
        exit("$path: {$reply['error']}: {$reply['error_description']}\n");
    }
    return $reply;
}
function ask(string $endpoint, array $fields): array
{
    global $app;
    return call("/oauth/$endpoint", [
        'method' => 'POST',
        'header' => 'Content-Type: application/x-www-form-urlencoded',
        'content' => http_build_query($app + {% if uses_keys %}prove() + {% endif %}$fields),
    ]);
}
if (($answer['state'] ?? '') !== $state || !isset($answer['code'])) {
    exit('Not connected: ' . ($answer['error'] ?? 'that is another state') . "\n");
}
$tokens = ask('token', [
    'grant_type' => 'authorization_code',
    'code' => $answer['code'],
    'code_verifier' => $verifier,
    'redirect_uri' => $redirectUri,
]);

// 4. Read the team's events.
$list = call('/api/v1/organizer/events?limit=3', [
    'header' => "Authorization: Bearer {$tokens['access_token']}",
]);
foreach ($list['data'] as $event) {
    echo "{$event['start']['local']} {$event['title']}\n";
}

// 5. Refresh: a new pair replaces the old one. Then disconnect, which ends both.
$tokens = ask('token', [
    'grant_type' => 'refresh_token',
    'refresh_token' => $tokens['refresh_token'],
]);
ask('revoke', ['token' => $tokens['refresh_token']]);
echo "Disconnected.\n";
