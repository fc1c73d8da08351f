import Foundation
import JSON
import Testing

extension ServerTests {
  /// The proxies that end TLS and HTTP/2, as `Deploy` configures them.
  @Suite(.enabled(if: !Proxy.Kind.installed.isEmpty, Comment(rawValue: Proxy.Kind.missing)))
  struct ProxyTests {
    private static let settings = "[http]\ntrusted_proxies = [\"127.0.0.1\"]\nbehind_tls = true"

    /// Runs `body` with a proxy before so many servers.
    private func proxied(
      _ kind: Proxy.Kind, servers count: Int = 1, on set: StorageSet = .sqlite,
      _ body: (Proxy, [AtriumServer]) async throws -> Void
    ) async throws {
      try await Deployment.with(set, settings: Self.settings) { deployment in
        let servers = try (0..<count).map { _ in try deployment.start() }
        defer { for server in servers { server.kill() } }
        let proxy = try Proxy(kind, before: servers, in: deployment)
        defer { proxy.stop() }
        try await body(proxy, servers)
      }
    }

    private func account(_ name: String) -> [String] {
      let person = "{\"email\":\"\(name)@example.com\",\"password\":\"\(Person.password)\""
      return ["--json", person + ",\"name\":\"Ada Obi\"}"]
    }

    @Test(
      "TLS and HTTP/2 end at the proxy, and the server sees the client's address and no forged one",
      arguments: Proxy.Kind.installed)
    func client(_ kind: Proxy.Kind) async throws {
      try await proxied(kind) { proxy, servers in
        let health = try proxy.ask("/healthz")
        #expect((health.version, health.status) == ("2", 200))
        let older = try proxy.ask("/healthz", "--http1.1")
        #expect((older.version, older.status) == ("1.1", 200))
        #expect(try proxy.ask("/nowhere").body.contains("\"not_found\""))

        let fields = [
          "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: http", "X-Real-IP: 203.0.113.9",
          "Forwarded: for=203.0.113.9", "X-Forwarded-For: 127.0.0.1",
        ].flatMap { ["-H", $0] }
        let outcome = try Programs.run(
          "/usr/bin/env",
          ["curl"] + proxy.arguments("/api/auth/register", "--http2", fields + account("ada")),
          in: "/")
        let reply = try Proxy.Reply(outcome)
        #expect(reply.status == 201, "\(reply.body)")
        let token = try JSONDocument(parsing: reply.body).root["access_token"]?.string ?? ""
        let sessions = try proxy.ask("/api/auth/sessions", "--http2", "--oauth2-bearer", token)
        #expect(sessions.body.contains("\"ip\":\"127.0.0.2\""), "\(sessions.body)")
        #expect(
          servers[0].process.errors.line(
            containing: "\"remote_address\":\"127.0.0.2\"", within: 10) != nil)
      }
    }

    @Test(
      "Whoever sends far too much can read why, in the server's words",
      arguments: Proxy.Kind.installed)
    func tooLarge(_ kind: Proxy.Kind) async throws {
      try await proxied(kind) { proxy, _ in
        let folder = try Caretaker.makeFolder("body")
        try Data(repeating: 0x20, count: 8 << 20).write(to: URL(filePath: "\(folder)/body"))
        var whole = 0
        for version in ["--http1.1", "--http2"] {
          let reply = try proxy.ask(
            "/api/auth/login", version, "-H", "Content-Type: application/json", "-H", "Expect:",
            "--data-binary", "@\(folder)/body")
          #expect(reply.status == 413, "\(version) \(reply.body)")
          if version == "--http2", reply.isCutShort {
            // curl 7.88 drops what it has not read yet when it is asked for no more of its body
            // (RFC 9113, 8.1). Then the proxy tells that it passed on as much as was read before.
            #expect(proxy.hasLogged(status: 413, octets: whole), "\(proxy.kind)")
          } else {
            #expect(reply.body.contains("\"payload_too_large\""), "\(version) \(reply.body)")
            whole = reply.body.utf8.count
          }
        }
      }
    }

    @Test(
      "Kept connections carry many requests, and long targets go through",
      arguments: Proxy.Kind.installed)
    func many(_ kind: Proxy.Kind) async throws {
      try await proxied(kind) { proxy, _ in
        let long = try proxy.ask("/" + String(repeating: "a", count: 7_900))
        #expect(long.status == 404)
        #expect(long.body.contains("\"not_found\""), "\(long.body)")
        let urls = (0..<200).map { _ in "https://localhost:\(proxy.port)/healthz" }
        let outcome = try Programs.run(
          "/usr/bin/env", ["curl"] + proxy.arguments("/healthz", "--http2", urls), in: "/")
        let statuses = outcome.output.split(separator: "\n").filter { $0.hasPrefix("2 ") }
        #expect(statuses.count == 201, "\(outcome.errors)")
        #expect(statuses.filter { !$0.hasPrefix("2 200") }.isEmpty)
      }
    }

    @Test(
      "A request under way at SIGTERM is answered through the proxy",
      arguments: Proxy.Kind.installed)
    func drain(_ kind: Proxy.Kind) async throws {
      try await proxied(kind) { proxy, servers in
        let folder = try Caretaker.makeFolder("drain")
        guard mkfifo("\(folder)/body", 0o600) == 0 else { throw HarnessError("no fifo") }
        let body = Array(account("bola")[1].utf8)
        let curl = try ChildProcess(
          "/bin/bash",
          ["-c", "f=$1; shift; exec curl -v \"$@\" < \"$f\"", "curl", "\(folder)/body"]
            + proxy.arguments(
              "/api/auth/register", "--http2",
              ["-X", "POST", "-H", "Content-Type: application/json", "-T", "-"]), in: folder)
        let fifo = FileHandle(forWritingAtPath: "\(folder)/body")
        try fifo?.write(contentsOf: body.prefix(20))
        #expect(curl.errors.line(containing: "> POST", within: 30) != nil)
        // The proxy has one loop: it has seen the request before it answers this.
        #expect(try proxy.ask("/healthz").status == 200)

        servers[0].terminate()
        #expect(servers[0].process.errors.line(containing: "\"draining\"", within: 10) != nil)
        try fifo?.write(contentsOf: body.dropFirst(20))
        try fifo?.close()
        #expect(curl.exitCode(within: 30) == 0)
        let reply = try Proxy.Reply(
          Programs.Outcome(exitCode: 0, output: curl.output.text(), errors: curl.errors.text()))
        #expect(reply.status == 201, "\(reply.body)")
        #expect(servers[0].process.exitCode(within: 12) == 0)
      }
    }

    @Test(
      "With a second server no request fails while the first one ends",
      arguments: Proxy.Kind.installed, StorageSet.shared)
    func handover(_ kind: Proxy.Kind, _ set: StorageSet) async throws {
      try await proxied(kind, servers: 2, on: set) { proxy, servers in
        let statuses = try await concurrently(5) { number in
          if number == 4 {
            servers[0].terminate()
            return servers[0].process.exitCode(within: 12) == 0 ? [] : ["does not end"]
          }
          var seen: [String] = []
          repeat {
            let urls = (0..<50).map { _ in "https://localhost:\(proxy.port)/healthz" }
            let outcome = try Programs.run(
              "/usr/bin/env",
              ["curl"]
                + proxy.arguments("/api/openapi.json", "--http2", ["-o", "/dev/null"] + urls),
              in: "/")
            seen += outcome.output.split(separator: "\n").map(String.init)
          } while servers[0].process.exitCode(within: 0) == nil
          return seen.filter { !$0.hasPrefix("2 200") }
        }
        #expect(statuses.flatMap { $0 }.isEmpty, "\(statuses)")
      }
    }
  }
}
