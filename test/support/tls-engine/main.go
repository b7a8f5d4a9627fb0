// Command tls-engine lets a Docker engine be reached by TLS, as its own listener for tcp does: with a certificate, and
// for clients with a certificate of a CA only. It prints where it listens.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func main() {
	if len(os.Args) != 5 {
		log.Fatal("usage: tls-engine CERTIFICATE KEY CA SOCKET")
	}
	certificate, err := tls.LoadX509KeyPair(os.Args[1], os.Args[2])
	must(err)
	ca, err := os.ReadFile(os.Args[3])
	must(err)
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM(ca)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{certificate},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    clients,
	})
	must(err)
	fmt.Println(listener.Addr())
	for {
		client, err := listener.Accept()
		must(err)
		go serve(client.(*tls.Conn), os.Args[4])
	}
}

func serve(client *tls.Conn, socket string) {
	defer client.Close()
	var plain tls.RecordHeaderError
	err := client.Handshake()
	if errors.As(err, &plain) && plain.Conn != nil {
		// As net/http says it.
		io.WriteString(plain.Conn, "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
	}
	if err != nil {
		return
	}
	engine, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	defer engine.Close()
	asked := make(chan struct{})
	go func() {
		io.Copy(engine, client)
		engine.(*net.UnixConn).CloseWrite()
		close(asked)
	}()
	io.Copy(client, engine)
	client.CloseWrite()
	<-asked
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
