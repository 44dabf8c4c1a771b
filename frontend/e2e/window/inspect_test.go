//go:build window

package window

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"time"

	"github.com/gorilla/websocket"
)

var shownPage = regexp.MustCompile(`socket/\d+/\d+/WebPage`)

// evaluate lets the page that a web view shows evaluate a script, through its inspector, and gives the text that comes of it.
func evaluate(inspector, script string) (string, error) {
	client := &http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get("http://" + inspector + "/")
	if err != nil {
		return "", err
	}
	list, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		return "", err
	}
	path := shownPage.Find(list)
	if path == nil {
		return "", fmt.Errorf("no page in %q", list)
	}
	c, _, err := websocket.DefaultDialer.Dial("ws://"+inspector+"/"+string(path), nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = c.Close() }()
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		var event struct {
			Method string
			Params struct {
				TargetInfo struct{ TargetID string }
				Message    string
			}
		}
		if err := c.ReadJSON(&event); err != nil {
			return "", err
		}
		switch event.Method {
		case "Target.targetCreated":
			question, err := json.Marshal(map[string]any{"id": 1, "method": "Runtime.evaluate", "params": map[string]string{"expression": script}})
			if err != nil {
				return "", err
			}
			err = c.WriteJSON(map[string]any{"id": 1, "method": "Target.sendMessageToTarget", "params": map[string]string{
				"targetId": event.Params.TargetInfo.TargetID, "message": string(question),
			}})
			if err != nil {
				return "", err
			}
		case "Target.dispatchMessageFromTarget":
			var result struct {
				ID     int
				Result struct {
					Result    struct{ Value, Description any }
					WasThrown bool
				}
			}
			if err := json.Unmarshal([]byte(event.Params.Message), &result); err != nil || result.ID != 1 {
				continue
			}
			if result.Result.WasThrown {
				return "", errors.New(fmt.Sprint(result.Result.Result.Description))
			}
			return fmt.Sprint(result.Result.Result.Value), nil
		}
	}
}
