// Gin with gorilla/websocket, as plain as it can be: echo, and fan-out by a prepared message.
// Built against Debian's packages: GOPATH=/usr/share/gocode GO111MODULE=off go build.
package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{}

type room struct {
	lock    sync.Mutex
	members map[*websocket.Conn]struct{}
}

func (r *room) change(c *websocket.Conn, in bool) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if in {
		r.members[c] = struct{}{}
	} else {
		delete(r.members, c)
	}
}

// publish encodes once; the lock makes it the only writer of every member.
func (r *room) publish(data []byte) error {
	message, err := websocket.NewPreparedMessage(websocket.TextMessage, data)
	if err != nil {
		return err
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	for c := range r.members {
		if err := c.WritePreparedMessage(message); err != nil {
			c.Close()
		}
	}
	return nil
}

func echo(context *gin.Context) {
	c, err := upgrader.Upgrade(context.Writer, context.Request, nil)
	if err != nil {
		return
	}
	defer c.Close()
	for {
		kind, data, err := c.ReadMessage()
		if err != nil || c.WriteMessage(kind, data) != nil {
			return
		}
	}
}

func fanout(r *room) gin.HandlerFunc {
	return func(context *gin.Context) {
		c, err := upgrader.Upgrade(context.Writer, context.Request, nil)
		if err != nil {
			return
		}
		defer c.Close()
		r.change(c, true)
		defer r.change(c, false)
		for {
			_, data, err := c.ReadMessage()
			if err != nil || r.publish(data) != nil {
				return
			}
		}
	}
}

func main() {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.GET("/echo", echo)
	engine.GET("/fanout", fanout(&room{members: map[*websocket.Conn]struct{}{}}))
	server := &http.Server{Addr: "127.0.0.1:" + os.Args[1], Handler: engine}
	go func() {
		fmt.Fprintln(os.Stderr, server.ListenAndServe())
		os.Exit(1)
	}()
	fmt.Println("READY Gin " + gin.Version + ", gorilla/websocket, " + runtime.Version())
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() { // the runner asks for a collection; the end of input ends the server
		debug.FreeOSMemory()
		fmt.Println("DONE")
	}
}
