import Foundation
import Testing

extension ServerTests {
  /// A server that is asked to end.
  @Suite struct DrainTests {
    @Test(
      "SIGTERM lets the request under way finish, tells load balancers, and ends within ten seconds",
      arguments: StorageSet.allCases)
    func drain(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 100_00)
          let idle = server.client()
          #expect(try idle.get("/readyz").status == 200)
          let body = "{\"to_user_id\": \"\(bank.people[1].id)\", \"amount\": \"1.00\"}"
          let slow = try Wire(port: server.port)
          try slow.send(
            """
            POST /api/ajo/wallet/transfer HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer \(bank.people[0].accessToken)\r
            Content-Length: \(body.utf8.count)\r
            \r

            """)
          try slow.send(String(body.prefix(20)))

          server.terminate()
          #expect(server.process.errors.line(containing: "\"draining\"", within: 10) != nil)
          for client in [idle, server.client()] {
            var answer = try client.get("/readyz")
            #expect(answer.status == 503)
            #expect(answer["Retry-After"] != nil)
            // The loops hear of it a moment after the probes do.
            while answer["Connection"] == nil { answer = try client.get("/readyz") }
            #expect(answer["Connection"] == "close")
          }
          try slow.send(String(body.dropFirst(20)))
          let answer = try slow.answer()
          #expect(answer.status == 201, "\(answer.text)")
          #expect(answer["Connection"] == "close")
          #expect(server.process.exitCode(within: 10) == 0)
        }
        // The answer was the truth.
        try await deployment.serving { server in
          let readiness = try server.client().get("/readyz")
          #expect(readiness.status == 200)
          #expect(try deployment.findings() == nil)
        }
      }
    }

    @Test("Neither idle connections nor one that never ends keep the server from ending")
    func stragglers() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let idle = try (0..<20).map { _ in try Wire(port: server.port) }
          let endless = try Wire(port: server.port)
          try endless.send(
            "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
          #expect(try server.client().get("/healthz").status == 200)
          server.terminate()
          #expect(server.process.exitCode(within: 12) == 0)
          for wire in idle { #expect(try wire.rest().isEmpty) }
        }
      }
    }

    @Test("A terminal that goes away ends the server in order, unless it was started to stay")
    func hangup() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          server.process.signal(SIGHUP)
          #expect(server.process.errors.line(containing: "\"draining\"", within: 10) != nil)
          #expect(server.process.exitCode(within: 12) == 0)
        }
        let staying = try AtriumServer(deployment, by: "/usr/bin/nohup")
        defer { staying.kill() }
        staying.process.signal(SIGHUP)
        for _ in 0..<50 { #expect(try staying.client().get("/readyz").status == 200) }
        staying.terminate()
        #expect(staying.process.exitCode(within: 12) == 0)
      }
    }
  }
}
