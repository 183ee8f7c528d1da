package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// isGenuine says whether the server signed exactly these bytes, less than five minutes ago.
func isGenuine(secret []byte, headers http.Header, body []byte) bool {
	at, err := strconv.ParseInt(headers.Get("webhook-timestamp"), 10, 64)
	if err != nil || time.Since(time.Unix(at, 0)).Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s.%d.%s", headers.Get("webhook-id"), at, body)
	expected := []byte("v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	// There are two signatures while the secret is being rotated.
	for _, signature := range strings.Fields(headers.Get("webhook-signature")) {
		if hmac.Equal(expected, []byte(signature)) {
			return true
		}
	}
	return false
}

func main() {
	text := strings.TrimPrefix(os.Getenv("WEBHOOK_SECRET"), "whsec_")
	secret, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(secret) == 0 {
		log.Fatal("Set WEBHOOK_SECRET.")
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "5003"
	}
	receive := func(answer http.ResponseWriter, request *http.Request) {
		// The bytes as they came: JSON that is parsed and written again has others.
		body, err := io.ReadAll(http.MaxBytesReader(answer, request.Body, 65536))
		if err != nil || !isGenuine(secret, request.Header, body) {
			answer.WriteHeader(http.StatusUnauthorized)
			return
		}
		answer.WriteHeader(http.StatusNoContent) // queue what takes longer: there are ten seconds
		var event struct {
			Type string
			Data json.RawMessage
		}
		json.Unmarshal(body, &event)
		fmt.Println(request.Header.Get("webhook-id"), event.Type, string(event.Data))
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, http.HandlerFunc(receive)))
}
