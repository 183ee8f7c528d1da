<?php
// Run it with: php -S 127.0.0.1:5003 webhook.php
$secret = base64_decode(substr(getenv('WEBHOOK_SECRET'), strlen('whsec_')));

// Whether the server signed exactly these bytes, less than five minutes ago.
function isGenuine(string $secret, string $id, string $at, string $signatures, string $body): bool
{
    if (!ctype_digit($at) || abs(time() - (int) $at) > 300) {
        return false;
    }
    $hmac = hash_hmac('sha256', "$id.$at.$body", $secret, binary: true);
    $expected = 'v1,' . base64_encode($hmac);
    // There are two signatures while the secret is being rotated.
    foreach (explode(' ', $signatures) as $signature) {
        if (hash_equals($expected, $signature)) {
            return true;
        }
    }
    return false;
}

// The bytes as they came: JSON that is parsed and written again has others.
$body = file_get_contents('php://input');
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$at = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
if (!isGenuine($secret, $id, $at, $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '', $body)) {
    http_response_code(401);
    exit;
}
http_response_code(204); // queue what takes longer: there are ten seconds
$event = json_decode($body, true);
error_log("$id {$event['type']} " . json_encode($event['data']));
