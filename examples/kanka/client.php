<?php
// Connects as Kanka's documentation says, refreshes once, and prints the team's events.
declare(strict_types=1);

$server = getenv('STAGEDOOR_URL') ?: 'http://127.0.0.1:5000';
$callback = getenv('CALLBACK') ?: 'http://127.0.0.1:5002/callback';
$client = ['client_id' => getenv('CLIENT_ID'), 'client_secret' => getenv('CLIENT_SECRET')];

/** The JSON that the server answers; ends with its error otherwise. */
function call(string $path, array $options): array
{
    global $server;
    $context = stream_context_create(['http' => ['ignore_errors' => true, 'timeout' => 10] + $options]);
    $body = file_get_contents($server . $path, false, $context);
    if (!str_contains($http_response_header[0], ' 200')) {
        exit("$path answered {$http_response_header[0]}: $body\n");
    }
    return json_decode($body, true);
}

/** The token endpoint's answer. */
function getTokens(array $request): array
{
    global $client;
    return call('/oauth/token', [
        'method' => 'POST',
        'header' => 'Content-Type: application/x-www-form-urlencoded',
        'content' => http_build_query($client + $request),
    ]);
}

/** What the person's browser brings to the callback. */
function waitForCallback(string $callback): array
{
    $listener = stream_socket_server('tcp://127.0.0.1:' . parse_url($callback, PHP_URL_PORT));
    do {
        $browser = stream_socket_accept($listener, -1);
        $path = explode(' ', fgets($browser) ?: '')[1] ?? '';
        fwrite($browser, "HTTP/1.0 200 OK\r\n\r\nBack at the example. You can close this page.");
        fclose($browser);
        parse_str(parse_url($path, PHP_URL_QUERY) ?: '', $answer);
    } while (!$answer);
    return $answer;
}

$query = http_build_query([
    'client_id' => $client['client_id'],
    'redirect_uri' => $callback,
    'response_type' => 'code',
]);
echo "Open this address in your browser:\n$server/oauth/authorize?$query\n";
$answer = waitForCallback($callback);
if (!isset($answer['code'])) {
    exit("Not connected: {$answer['error_description']}\n");
}
$tokens = getTokens([
    'grant_type' => 'authorization_code',
    'redirect_uri' => $callback,
    'code' => $answer['code'],
]);
echo "Connected: {$tokens['token_type']} token, {$tokens['expires_in']} seconds.\n";
// An empty scope asks for the same again.
$tokens = getTokens(['grant_type' => 'refresh_token', 'refresh_token' => $tokens['refresh_token'], 'scope' => '']);
echo "Refreshed; the old refresh token is spent.\n";
$events = call('/api/v1/organizer/events', ['header' => "Authorization: Bearer {$tokens['access_token']}"]);
foreach ($events['data'] as $event) {
    echo "{$event['start']['local']} {$event['title']}\n";
}
