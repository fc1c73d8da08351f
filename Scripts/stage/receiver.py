"""Takes webhooks and remembers them in the order in which they came."""

import http.server
import json
import threading
import time


class Receiver(http.server.ThreadingHTTPServer):
    """Answers 204, or `status`, after `pause` seconds."""

    daemon_threads = True
    request_queue_size = 1_024

    def __init__(self, stage, pause=0.0):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pause, self.status = pause, 204
        self.lock = threading.Lock()
        #: What was answered 204: path, id and data of each event, again where it came again.
        self.came = []
        threading.Thread(target=self.serve_forever, daemon=True).start()
        stage.finally_do(self.shutdown)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hooks"

    def handle_error(self, *_):
        """A sender that was killed is no error of ours."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.server.pause:
            time.sleep(self.server.pause)
        status = self.server.status
        if status == 204:
            with self.server.lock:
                self.server.came.append((self.path, event["id"], event["data"]))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass
