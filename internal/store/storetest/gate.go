package storetest

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// SharedPeer is Peer for several processes at once. The wire peer loses updates that come on two connections at the same moment, which
// MongoDB does not; so the processes meet it through a gate that lets one request in at a time, however many they are.
func SharedPeer(t testing.TB) string {
	t.Helper()
	address := Peer(t)
	peer, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{peer: peer.Host}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go g.serve(c)
		}
	}()
	peer.Host = listener.Addr().String()
	return peer.String()
}

// gate stands before a server of MongoDB's wire protocol.
type gate struct {
	peer string
	turn sync.Mutex // of who asks
}

// serve passes requests on and their replies back, until one of both hangs up.
func (g *gate) serve(client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", g.peer)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	for {
		request, err := message(client)
		if err != nil {
			return
		}
		reply, err := g.ask(server, request)
		if err != nil {
			return
		}
		if _, err := client.Write(reply); err != nil {
			return
		}
	}
}

func (g *gate) ask(server net.Conn, request []byte) ([]byte, error) {
	g.turn.Lock()
	defer g.turn.Unlock()
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	return message(server)
}

// message reads one message: four bytes say how long it is, themselves included. Every request of the driver has one reply, since the
// engine asks for none without and the peer streams none.
func message(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	const most = 48_000_000 // as the protocol allows
	length := binary.LittleEndian.Uint32(head[:])
	if length < 16 || length > most {
		return nil, errors.New("storetest: this is no message of the wire protocol")
	}
	whole := make([]byte, length)
	copy(whole, head[:])
	_, err := io.ReadFull(r, whole[4:])
	return whole, err
}
