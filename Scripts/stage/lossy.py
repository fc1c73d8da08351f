"""A line to a server that loses requests and answers."""

import http.client
import http.server
import random
import threading


class LossyLine:
    """An HTTP proxy. While `loss` is above 0, that part of the requests does not arrive, and as many
    answers are lost whose requests had their effect."""

    def __init__(self, stage, server, seed=1):
        self.server, self.loss, self.lost = server, 0.0, 0
        self.dice, self.lock = random.Random(seed), threading.Lock()
        line = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                line.post(self)

            def do_GET(self):
                line.get(self)

            def log_message(self, *_):
                pass

        self.proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.proxy.daemon_threads = True
        # Whoever is killed leaves connections behind.
        self.proxy.handle_error = lambda *_: None
        self.url = f"http://127.0.0.1:{self.proxy.server_port}"
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()
        stage.finally_do(self.proxy.shutdown)

    def loses(self):
        with self.lock:
            lost = self.dice.random() < self.loss
            self.lost += lost
            return lost

    def get(self, request):
        request.send_error(404)

    def post(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        request.close_connection = True
        if self.loses():
            return
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.request("POST", request.path, body, {
                name: value for name, value in request.headers.items()
                if name in ("Authorization", "Content-Type")})
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()
        if self.loses():
            return
        self.send(request, answer.status, answer.headers.get("Content-Type", ""), text)

    @staticmethod
    def send(request, status, kind, text):
        try:
            request.send_response(status)
            request.send_header("Content-Type", kind)
            request.send_header("Content-Length", str(len(text)))
            request.end_headers()
            request.wfile.write(text)
        except ConnectionError:
            # Whoever asked is gone.
            request.close_connection = True
