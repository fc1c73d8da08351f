import Foundation
import Storage
import Testing

extension ServerTests {
  /// Copies of what a server serves, and how they come back.
  @Suite struct BackupTests {
    @Test(
      "A backup that was taken while money moved comes back whole, into empty databases only",
      arguments: StorageSet.allCases)
    func roundTrip(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        let backup = "\(deployment.folder)/backup"
        try await deployment.serving { _ in
          try deployment.succeed("demo", "seed", "--users", "3", "--yes")
          let paying = try ChildProcess(
            "\(Programs.folder)/atrium", ["demo", "seed", "--users", "12", "--yes"],
            in: deployment.folder)
          try deployment.succeed("backup", "--to", backup)
          #expect(paying.exitCode(within: 60) == 0)
        }
        #expect(try deployment.run("atrium", "backup", "--to", backup).exitCode == 1)
        try await Deployment.with(set, migrates: false) { other in
          let restored = try other.succeed("restore", "--from", backup, "--json")
          #expect(restored.contains(#""books":"verified"#))
          #expect(try other.findings() == nil)
          let people = try other.succeed("user", "list", "--json")
          #expect(people.components(separatedBy: "@example.com").count >= 4)
          let again = try other.run("atrium", "restore", "--from", backup, "--json")
          #expect(again.exitCode == 1 && again.errors.contains("not_empty"), "\(again.errors)")
          try await other.serving { _ in }
        }
      }
    }

    @Test(
      "A backup that is damaged, or that does not end as its manifest says, leaves nothing behind",
      arguments: StorageSet.allCases)
    func damaged(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try deployment.succeed("demo", "seed", "--users", "2", "--yes")
        let backup = "\(deployment.folder)/backup"
        try deployment.succeed("backup", "--to", backup)
        try await Deployment.with(set, migrates: false) { other in
          func refusal() throws -> String {
            let outcome = try other.run("atrium", "restore", "--from", backup, "--json")
            #expect(outcome.exitCode == 1 && outcome.output.isEmpty)
            return outcome.errors
          }
          let manifest = URL(filePath: "\(backup)/manifest.json")
          let whole = try Data(contentsOf: manifest)
          // The last store's: those before it have come back by then.
          var claims = String(decoding: whole, as: UTF8.self)
          let count = try #require(claims.ranges(of: /"ledger_transfers":[0-9]+/).last)
          claims.replaceSubrange(count, with: #""ledger_transfers":7"#)
          try Data(claims.utf8).write(to: manifest)
          #expect(try refusal().contains("ledger_transfers"))
          try whole.write(to: manifest)

          let file = try #require(
            try FileManager.default.contentsOfDirectory(atPath: backup)
              .first { $0.contains("ajo") })
          let copy = URL(filePath: "\(backup)/\(file)")
          let bytes = try Data(contentsOf: copy)
          try (bytes.dropLast() + [bytes[bytes.count - 1] ^ 1]).write(to: copy)
          #expect(try refusal().contains("SHA-256"))
          try bytes.write(to: copy)

          try FileManager.default.removeItem(at: manifest)
          #expect(try refusal().contains("bad_backup"))
          try whole.write(to: manifest)
          // That this goes well proves that nothing was left behind.
          try other.succeed("restore", "--from", backup)
        }
      }
    }

    @Test("No restore goes to another engine, or to a file that a server runs on")
    func elsewhere() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.succeed("demo", "seed", "--users", "2", "--yes")
        try deployment.succeed("backup", "--to", "backup")
        try await deployment.serving { _ in
          let outcome = try deployment.run("atrium", "restore", "--from", "backup", "--json")
          #expect(outcome.exitCode == 1 && outcome.errors.contains("server_running"))
        }
        try await Deployment.with(.postgres, migrates: false) { other in
          let outcome = try other.run(
            "atrium", "restore", "--from", "\(deployment.folder)/backup", "--json")
          #expect(outcome.exitCode == 1 && outcome.errors.contains("other_engine"))
        }
      }
    }

    @Test("Books that do not fit are copied all the same, and told of")
    func damagedBooks() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.succeed("demo", "seed", "--users", "2", "--yes")
        let connection = try deployment.connect(to: "ajo")
        try connection.executeScript(
          """
          DROP TRIGGER ledger_entries_not_updated;
          UPDATE ledger_entries SET balance_after = balance_after + 1 WHERE sequence = 2;
          """)
        connection.close()
        let outcome = try deployment.run("atrium", "backup", "--to", "backup", "--json")
        #expect(outcome.exitCode == 1 && outcome.output.contains(#""books":"damaged""#))
        #expect(outcome.output.contains("does not fit its hash"))
        try await Deployment.with(.sqlite) { other in
          let restored = try other.succeed(
            "restore", "--from", "\(deployment.folder)/backup", "--json")
          #expect(restored.contains(#""books":"damaged""#))
          #expect(try other.findings() != nil)
        }
      }
    }

    @Test("A backup that fails leaves the folder as it was")
    func failing() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let outcome = try deployment.run("atrium", "backup", "--to", "backup", "--json")
        #expect(outcome.exitCode == 1 && outcome.errors.contains("empty_database"))
        #expect(!FileManager.default.fileExists(atPath: "\(deployment.folder)/backup"))
        #expect(!FileManager.default.fileExists(atPath: "\(deployment.folder)/atrium.db"))
      }
    }
  }

  /// The data that one tries the product with.
  @Suite struct DemoTests {
    @Test("A demo is the same for the same seed, and repeating it adds nothing")
    func repeats() async throws {
      let people = try await Deployment.with(.sqlite) { deployment in
        try deployment.succeed("demo", "seed", "--users", "5", "--seed", "7", "--yes")
        let again = try deployment.succeed(
          "demo", "seed", "--users", "5", "--seed", "7", "--yes", "--json")
        #expect(again.contains(#""users_made":0,"users_found":5,"movements_made":0"#))
        #expect(try deployment.findings() == nil)
        return try deployment.balances()
      }
      let others = try await Deployment.with(.sqlite) { deployment in
        try deployment.succeed("demo", "seed", "--users", "5", "--seed", "7", "--yes")
        return try deployment.balances()
      }
      #expect(people == others)
      // As they were when demos were first made, so that what an earlier release made is found, but
      // for what four of them have in their circle's pot.
      #expect(
        people == [
          -78_050_000, 2_000_000, 3_940_000, 4_600_000, 9_850_000, 14_580_000, 43_080_000,
        ])
    }

    @Test("Whom it names can sign in")
    func login() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let told = try deployment.succeed("demo", "seed", "--users", "2", "--yes", "--json")
        let email = try #require(told.firstMatch(of: /"email":"([^"]+)"/)?.1)
        let password = try #require(told.firstMatch(of: /"password":"([^"]+)"/)?.1)
        try await deployment.serving { server in
          let answer = try Client(port: server.port).post(
            "/api/auth/login", #"{"email":"\#(email)","password":"\#(password)"}"#)
          #expect(answer.status == 200)
        }
      }
    }

    @Test("In production it wants to be told twice")
    func production() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let outcome = try deployment.run("atrium", "demo", "seed", "--json")
        #expect(outcome.exitCode == 1 && outcome.errors.contains(#""code":"production""#))
      }
    }
  }
}

extension Deployment {
  /// Runs `atrium` and expects that it does what it was asked.
  @discardableResult
  fileprivate func succeed(_ words: String...) throws -> String {
    let outcome = try Programs.run("atrium", words, in: folder)
    #expect(outcome.exitCode == 0, "atrium \(words): \(outcome.errors)")
    return outcome.output
  }

  /// What every wallet holds, in order.
  fileprivate func balances() throws -> [Int64] {
    let connection = try connect(to: "ajo")
    defer { connection.close() }
    return try connection.all(
      "SELECT credits_posted - debits_posted FROM ledger_accounts WHERE unit = 'NGN' ORDER BY 1"
    ) { try $0.get(0, as: Int64.self) }
  }
}
