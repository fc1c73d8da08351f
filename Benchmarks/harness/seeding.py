"""Users with money and movements, made through the product's own doors."""

import concurrent.futures
import http.client
import json

import load

PASSWORD = "harmattan market 24"
MILLION = "1000000.00"


def seed(server, users, movements):
    """Registers `users` over HTTP, gives each a million by a transfer from the first, who got it
    from an operator, and lets them pay each other until each has about `movements` movements.
    Leaves lines of "id token e-mail" in the server's file of users."""
    people = register(server, users)
    server.users_file.write_text("".join(" ".join(person) + "\n" for person in people))
    server.tool(
        "atrium", "ajo", "credit", "--email", people[0][2], "--amount", f"{users}000000.00")
    fund(server, people)
    wanted = users * movements // 2
    while wanted > 0:
        made = load.wrk(server, "transfer.lua", 32, 2)
        if made["refused"] or made["broken"] or not made["requests"]:
            raise RuntimeError(f"{server.name} refused transfers while it was filled: {made}")
        wanted -= made["requests"]


def register(server, users):
    def some(first):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        made = []
        for number in range(first, users, 8):
            email = f"u{number}@example.com"
            answer = post(connection, "/api/auth/register", None, {
                "email": email, "password": PASSWORD, "name": f"User {number}"})
            made.append((number, answer["user"]["id"], answer["access_token"], email))
        return made

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return [person[1:] for person in sorted(sum(pool.map(some, range(8)), []))]


def fund(server, people):
    def some(first):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for person in people[1 + first::8]:
            post(connection, "/api/ajo/wallet/transfer", people[0][1],
                 {"to_user_id": person[0], "amount": MILLION})

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(some, range(8)))


def post(connection, path, token, body):
    return send(connection, "POST", path, token, body)


def put(connection, path, token, body):
    return send(connection, "PUT", path, token, body)


def send(connection, method, path, token, body):
    fields = {"Content-Type": "application/json"}
    if token:
        fields["Authorization"] = f"Bearer {token}"
    connection.request(method, path, json.dumps(body), fields)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status not in (200, 201):
        raise RuntimeError(f"{method} {path}: {answer.status} {content.decode()}")
    return json.loads(content)
