import Foundation
import JSON
import Testing

extension ServerTests {
  /// What a newcomer does first.
  @Suite struct FirstStepsTests {
    @Test(
      "The first steps give the same answers wherever data lives", arguments: StorageSet.allCases)
    func answers(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let bola = try Person.register("Bola", at: server)
          let credit = try deployment.run(
            "atrium", "ajo", "credit", "--email", ada.email, "--amount", "1500.00", "--json")
          let client = ada.client(of: server)
          let rent = """
            {"to_email":"\(bola.email)","amount":"250.00","note":"rent"}
            """
          var transcript = ["\(credit.exitCode) \(credit.output)"]
          for answer in [
            try client.post("/api/ajo/wallet/transfer", rent, key: "rent-january"),
            try client.post("/api/ajo/wallet/transfer", rent, key: "rent-january"),
            try client.get("/api/ajo/wallet"),
            try client.get("/api/ajo/wallet/transactions?limit=10"),
            try bola.client(of: server).get("/api/ajo/wallet"),
          ] {
            transcript.append("\(answer.status) \(answer.text)")
          }
          #expect(masked(transcript) == Self.transcript)
          #expect(try deployment.findings() == nil)
        }
      }
    }

    @Test("A note has as many characters from the console as over HTTP")
    func notes() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let longest = String(repeating: "₦", count: 280)
          func credit(note: String) throws -> Int32 {
            try deployment.run(
              "atrium", "ajo", "credit", "--email", ada.email, "--amount", "1", "--note", note
            ).exitCode
          }
          #expect(try credit(note: longest) == 0)
          #expect(try credit(note: longest + "₦") == 64)
          let book = try ada.client(of: server).get("/api/ajo/wallet/transactions")
          #expect(book.json?["items"]?.elements.map { $0["note"]?.string } == [longest])
        }
      }
    }

    /// What the programs answer, in order; ids and instants are masked.
    static let transcript = [
      """
      0 {"id":"ID","user_id":"ID","email":"ada@example.com","amount":"1500.00",\
      "currency":"NGN","balance":"1500.00","replayed":false}
      """,
      "201 {\(rent),\"balance\":\"1250.00\"}", "201 {\(rent),\"balance\":\"1250.00\"}",
      """
      200 {"id":"ID","user_id":"ID","balance":"1250.00","available":"1250.00",\
      "held":"0.00","currency":"NGN"}
      """,
      "200 {\"items\":[{\(rent)},{\(credit)}],\"next_cursor\":null}",
      """
      200 {"id":"ID","user_id":"ID","balance":"250.00","available":"250.00",\
      "held":"0.00","currency":"NGN"}
      """,
    ]

    private static let rent = """
      "id":"ID","type":"transfer","direction":"debit","amount":"250.00","currency":"NGN",\
      "status":"completed","reference":"ID","counterparty":{"user_id":"ID"},"note":"rent",\
      "created_at":"INSTANT","balance_after":"1250.00"
      """

    private static let credit = """
      "id":"ID","type":"credit","direction":"credit","amount":"1500.00","currency":"NGN",\
      "status":"completed","reference":"ID","counterparty":null,"note":null,\
      "created_at":"INSTANT","balance_after":"1500.00"
      """

    @Test(
      "What the walk with money tells can be run as it stands, wherever data lives",
      arguments: StorageSet.allCases)
    func money(on set: StorageSet) async throws {
      let walk = try Walk(in: "docs/money.md")
      let clock = walk.settings[0].replacingOccurrences(of: "mode = \"development\"", with: "")
      let page = "\n[payments.sandbox]\nbase_url = \"http://127.0.0.1:8080\"\n"
      try await Deployment.with(set, mode: "development", settings: clock + page) { deployment in
        try await deployment.serving { server in
          let commands = walk.commands.map {
            $0.replacingOccurrences(of: "curl -s $page", with: "curl -s ${page/:8080/:$PORT}")
          }
          let output = try walk.run(["PORT=\(server.port)"] + commands, at: server, in: deployment)
          #expect(output.contains(#""balance":"55000.00""#))
          #expect(output.contains("The books are whole."))
          let statement = try Data(contentsOf: URL(filePath: "\(deployment.folder)/statement.pdf"))
          #expect(statement.starts(with: Data("%PDF-".utf8)))
        }
      }
    }

    @Test("The first steps work as they are written", arguments: StorageSet.allCases)
    func walk(on set: StorageSet) async throws {
      let walk = try Walk(in: "docs/first-steps.md")
      #expect(walk.commands.count >= 4)
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let output = try walk.run(walk.commands, at: server, in: deployment)
          #expect(output.contains(#""balance":"1250.00""#), "\(output)")
          #expect(output.contains("The books are whole."), "\(output)")
        }
      }
    }

    @Test("A backup is made beside the server, and restored, as it is written")
    func backup() async throws {
      let walk = try Walk(in: "docs/backup.md")
      try #require(walk.commands.count == 2)
      try await Deployment.with(.sqlite) { deployment in
        let commands = walk.commands.map {
          $0.replacingOccurrences(of: "/var/backups/atrium", with: "\(deployment.folder)/copies")
        }
        let files = FileManager.default
        try files.createDirectory(
          atPath: "\(deployment.folder)/copies", withIntermediateDirectories: false)
        try await deployment.serving { server in
          _ = try Person.register("Ada", at: server)
          _ = try walk.run([commands[0]], in: deployment)
        }
        for file in try files.contentsOfDirectory(atPath: deployment.folder)
        where file.hasPrefix("atrium.db") {
          try files.removeItem(atPath: "\(deployment.folder)/\(file)")
        }
        _ = try walk.run([commands[1]], in: deployment)
        #expect(try deployment.run("atrium", "user", "list").output.contains("ada@example.com"))
      }
    }
  }
}

/// Texts with what differs from run to run masked: ids, instants.
private func masked(_ lines: [String]) -> [String] {
  lines.map { line in
    line.trimmingCharacters(in: .newlines)
      .replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "ID")
      .replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/, with: "INSTANT")
  }
}
