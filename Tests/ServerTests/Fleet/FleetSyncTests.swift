import Foundation
import JSON
import Storage
import Testing

extension ServerTests {
  /// Clients that work offline, beside whole servers.
  @Suite struct FleetSyncTests {
    @Test(
      "What commits late at one server comes with a later pull from another, and is never skipped",
      .timeLimit(.minutes(30)))
    func lateCommit() async throws {
      try await Deployment.with(.postgres) { deployment in
        try await deployment.serving { one in
          try await deployment.serving { two in
            let office = try SyncOffice.open(at: one)
            let drivers = try (1...4).map { try office.driver("N-\($0)", at: one) }
            var copies = SyncCopies(at: two, office.person)
            try copies.pull()
            #expect(copies.versions.filter { drivers.contains($0.key) }.count == 4)

            // A push at one server gets its number, and waits for a driver's row.
            let (first, second) = (
              try deployment.connect(to: "fleet"), try deployment.connect(to: "fleet")
            )
            defer {
              first.close()
              second.close()
            }
            let late = drivers[0]
            try first.executeScript("BEGIN")
            _ = try first.query(
              "SELECT 1 FROM fleet_drivers WHERE id::text = \(late) FOR UPDATE")
            async let pushing: Void = Task.detached { try office.rename(late, at: one) }.value
            try await second.waiting(on: "fleet_drivers")
            // It goes on, and waits for the log's: whoever has that is younger, and all else is over.
            try second.executeScript("BEGIN")
            _ = try second.query(
              """
              SELECT 1 FROM fleet_sync_log WHERE scope_kind = 1 AND record_id::text = \(late)
              FOR UPDATE
              """)
            try first.executeScript("ROLLBACK")
            try await first.waiting(on: "fleet_sync_log")

            for (index, soon) in drivers.dropFirst().enumerated() {
              try office.rename(soon, at: two)
              // Page by page, and until there is no more.
              try copies.pull(limit: index + 1)
              #expect(copies.versions[soon] == 2 && copies.versions[late] == 1)
            }
            try office.delete(drivers[3], at: two)
            try copies.pull()
            #expect(copies.versions[drivers[3]] == nil && copies.versions[late] == 1)
            try second.executeScript("ROLLBACK")
            try await pushing
            try copies.pull(limit: 2)
            #expect(copies.versions[late] == 2)
            #expect(copies.versions[drivers[3]] == nil)
          }
        }
      }
    }

    @Test(
      "A cursor from before a backup came back is refused, nothing is applied, and null begins anew",
      arguments: [StorageSet.sqlite, .postgres])
    func restored(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        let backup = "\(deployment.folder)/backup"
        let (office, cursor) = try await deployment.serving { server in
          let office = try SyncOffice.open(at: server)
          _ = try office.driver("N-1", at: server)
          #expect(try deployment.run("atrium", "backup", "--to", backup).exitCode == 0)
          _ = try office.driver("N-2", at: server)
          var copies = SyncCopies(at: server, office.person)
          try copies.pull()
          return (office, try #require(copies.cursor))
        }
        try await Deployment.with(set, migrates: false) { other in
          #expect(try other.run("atrium", "restore", "--from", backup).exitCode == 0)
          try await other.serving { server in
            let person = try Person.login(office.person.email, at: server)
            let pushed = try office.change("create", UUID().uuidString.lowercased(), "N-3")
            let refused = try person.client(of: server).post(
              "/api/fleet/sync", #"{"since": "\#(cursor)", "changes": [\#(pushed)]}"#)
            #expect(refused.status == 409 && refused.code == "cursor_expired")
            let list = try person.client(of: server).get("/api/fleet/drivers")
            #expect(list.json?["items"]?.count == 1)
            var copies = SyncCopies(at: server, person)
            try copies.pull()
            // The company and its driver.
            #expect(copies.versions.count == 2)
          }
        }
      }
    }

    @Test(
      "Three devices with wrong clocks sync over a line that loses answers, and end as the server",
      .enabled(if: Programs.find("python3") != nil, "there is no python3"),
      .timeLimit(.minutes(20)), arguments: ["sqlite", "postgres"])
    func offline(on engine: String) throws {
      let trial = try ChildProcess(
        "\(Programs.root)/Scripts/check-offline",
        ["--engine", engine, "--changes", "90", "--seed", "7"],
        environment: ["ATRIUM_PROGRAMS": Programs.folder], in: "/")
      let code = trial.exitCode(within: 900)
      if code == nil { trial.signal(SIGTERM) }
      #expect(code == 0, "\(trial.output.textSoFar)\(trial.errors.textSoFar)")
    }
  }
}

/// A consumer with an owner who changes its drivers.
private struct SyncOffice: Sendable {
  let person: Person

  static func open(at server: AtriumServer) throws -> SyncOffice {
    let profile = """
      {"role": "consumer_company", "company_name": "Trans", "address": "1 Rue Didouche",
       "phone_number": "+213 21"}
      """
    let answer = try ServerTests.FleetMemberTests.register("office", profile, at: server)
    return SyncOffice(person: try #require(Person(email: "office@example.com", answer)))
  }

  /// Makes a driver.
  func driver(_ license: String, at server: AtriumServer) throws -> String {
    let id = UUID().uuidString.lowercased()
    try push(try change("create", id, license), at: server)
    return id
  }

  /// Edits a driver of version 1.
  func rename(_ driver: String, at server: AtriumServer) throws {
    try push(
      """
      {"change_id": "\(UUID())", "entity": "driver", "op": "update", "record_id": "\(driver)",
       "base_version": 1, "data": {"name": "Omar"}}
      """, at: server)
  }

  /// Deletes a driver of version 2.
  func delete(_ driver: String, at server: AtriumServer) throws {
    try push(
      """
      {"change_id": "\(UUID())", "entity": "driver", "op": "delete", "record_id": "\(driver)",
       "base_version": 2}
      """, at: server)
  }

  func change(_ op: String, _ driver: String, _ license: String) throws -> String {
    """
    {"change_id": "\(UUID())", "entity": "driver", "op": "\(op)", "record_id": "\(driver)",
     "data": {"name": "Ali", "email": "\(license)@example.com", "license_number": "\(license)"}}
    """
  }

  private func push(_ change: String, at server: AtriumServer) throws {
    let answer = try person.client(of: server).post(
      "/api/fleet/sync", #"{"since": null, "limit": 1, "changes": [\#(change)]}"#)
    #expect(answer.json?["applied"]?.count == 1, "\(answer.text)")
  }
}

/// What a device has.
private struct SyncCopies {
  private let client: Client
  private(set) var versions: [String: Int64] = [:]
  private(set) var cursor: String?

  init(at server: AtriumServer, _ person: Person) {
    client = person.client(of: server)
  }

  /// Pulls until there is no more.
  mutating func pull(limit: Int = 500) throws {
    var hasMore = true
    while hasMore {
      let since = cursor.map { "\"\($0)\"" } ?? "null"
      let answer = try client.post(
        "/api/fleet/sync", #"{"since": \#(since), "limit": \#(limit)}"#)
      let changes = answer.json?["changes"].map { Array($0.elements) } ?? []
      for change in changes {
        let id = try #require(change["record_id"]?.string)
        versions[id] = change["deleted"]?.bool == true ? nil : change["version"]?.int64
      }
      let next: String = try #require(answer.string("cursor"), "\(answer.text)")
      cursor = next
      hasMore = answer.json?["has_more"]?.bool == true
    }
  }
}

extension SQLConnection {
  /// Waits until a session of this database waits for a lock, in a statement that names a table.
  fileprivate func waiting(on table: String) async throws {
    try await eventually {
      try first(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
          AND backend_xid IS NOT NULL AND query LIKE \("%\(table)%")
        """
      ) { try $0.get(0, as: Int.self) } == 1
    }
  }
}
