package statussock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"
)

// ErrNobody says that no program answers at the path.
var ErrNobody = errors.New("nobody answers there")

const longestDocument = 1 << 20

// Ask reads the document that the program at a path hands out. It is ErrNobody if there is none; any other error means
// that one is there, and did not answer as it should.
func Ask(ctx context.Context, path string, document any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := (&net.Dialer{}).DialContext(ctx, "unix", path)
	var slow net.Error
	switch {
	case err == nil:
	case errors.Is(err, syscall.EAGAIN), errors.As(err, &slow) && slow.Timeout(), ctx.Err() != nil:
		return err
	default:
		return fmt.Errorf("%w: %w", ErrNobody, err)
	}
	defer func() { _ = c.Close() }()
	defer context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })()
	text, err := io.ReadAll(io.LimitReader(c, longestDocument))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, document)
}
