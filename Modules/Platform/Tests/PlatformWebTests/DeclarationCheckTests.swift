import AdminResources
import ContextKit
import Events
import Kernel
import Migrations
import PlatformSQL
import PlatformWeb
import RuntimeSettings
import Storage
import StorageTesting
import Testing

/// A context of which a test says what it declares.
private struct Declaring: ContextPlugin {
  static let name = "declaring"
  static let migrations = MigrationStream(name: name, files: [])
  @TaskLocal static var declared = Offers()

  let offers: Offers

  init(environment: ContextEnvironment) async throws { offers = Self.declared }
}

/// A context that cannot be called so.
private struct Ledger: ContextPlugin {
  static let name = "ledger"
  static let migrations = MigrationStream(name: name, files: [])

  init(environment: ContextEnvironment) async throws {}
}

/// What a program does not start with.
@Suite struct DeclarationCheckTests {
  private func refusal(
    on engine: Engine, _ contexts: [any ContextPlugin.Type] = [Declaring.self],
    _ declare: (inout Offers) -> Void
  ) async throws -> AssemblyError? {
    var offers = Offers()
    declare(&offers)
    let site = try await Declaring.$declared.withValue(offers) {
      try await PlatformSite(on: engine, contexts: contexts, databases: [["declaring"]])
    }
    do {
      try await site.contexts.checkDeclarations(in: site.stores)
      return nil
    } catch let error as AssemblyError {
      return error
    }
  }

  @Test("A subscriber to what no event can be called is refused", arguments: Engine.allCases)
  func subscriber(on engine: Engine) async throws {
    func refusal(to pattern: String) async throws -> AssemblyError? {
      try await self.refusal(on: engine) {
        $0.eventSubscribers = [EventSubscriber("declaring.log", to: [pattern]) { _ in }]
      }
    }
    #expect(try await refusal(to: "declaring.*") == nil)
    let error = try await refusal(to: "declaring .*")
    #expect("\(try #require(error))".contains("declaring.log"))
  }

  private func resource(
    _ name: String = "things", sort: String = "id", filter: String = "id", column: String = "id"
  ) -> AdminResource {
    AdminResource(
      name, "Thing", plural: "Things", table: "platform_jobs",
      fields: [
        AdminField("id", "Id", .uuid), AdminField("queue", "Queue", .text),
        AdminField("worker", "Worker", .uuid), AdminField("finalized_at", "Ended", .instant),
        AdminField("attempt", "Attempt", .int), AdminField("args", "Arguments", .json).secret,
        .ref("parent", "Parent", to: "declaring/things"),
      ], columns: [column], filters: [.init(filter)], sort: .init(sort, fields: [sort]))
  }

  @Test("The platform's own declarations stand", arguments: Engine.allCases)
  func platform(on engine: Engine) async throws {
    #expect(try await refusal(on: engine, []) { _ in } == nil)
  }

  @Test(
    "A sort or filter has an index over the whole table, or over the rows that have the column",
    arguments: Engine.allCases)
  func indexes(on engine: Engine) async throws {
    // A part of an index over unfinished jobs, and one over running jobs, serve no list of all.
    for field in ["queue", "worker", "attempt"] {
      #expect(
        try await refusal(on: engine) { $0.adminResources = [resource(sort: field)] }
          == .declaration(
            context: "declaring", of: "things.\(field)", reason: "is sorted by and has no index"))
      #expect(
        try await refusal(on: engine) { $0.adminResources = [resource(filter: field)] }
          == .declaration(
            context: "declaring", of: "things.\(field)", reason: "is a filter and has no index"))
    }
    #expect(
      try await refusal(on: engine) {
        $0.adminResources = [resource(sort: "finalized_at", filter: "finalized_at")]
      } == nil)
  }

  @Test("Secrets are shown nowhere, what is referred to is there, and a name is declared once")
  func declarations() async throws {
    let secret = try await refusal(on: .sqlite) {
      $0.adminResources = [resource(column: "args")]
    }
    #expect(
      secret?.description == "declaring declares things.args, which is a column and is secret")
    let nowhere = try await refusal(on: .sqlite) { $0.adminResources = [resource("others")] }
    #expect(
      nowhere
        == .declaration(
          context: "declaring", of: "others.parent",
          reason: "refers to declaring/things, which there is not"))
    #expect(
      try await refusal(on: .sqlite) { $0.adminResources = [resource(), resource()] }
        == .declaration(context: "declaring", of: "things", reason: "it declares already"))
    #expect(
      try await refusal(on: .sqlite, [Ledger.self]) { _ in } == .reservedName(context: "ledger"))
  }

  @Test("A setting has a key that can be written, once, and takes its own default")
  func settings() async throws {
    func setting(_ key: String, default value: Int = 1) -> RuntimeSetting<Int> {
      RuntimeSetting(key, .int(in: 1...9), default: value, "")
    }
    #expect(
      try await refusal(on: .sqlite) { $0.runtimeSettings = [setting("a.b_2"), setting("c")] }
        == nil)
    for (settings, reason) in [
      ([setting("A")], "is not words of a-z, 0-9 and _ with dots between them"),
      ([setting("a..b")], "is not words of a-z, 0-9 and _ with dots between them"),
      ([setting("")], "is not words of a-z, 0-9 and _ with dots between them"),
      ([setting("a"), setting("a")], "it declares already"),
      ([setting("a", default: 0)], "does not take its own default: This must be from 1 to 9."),
    ] {
      let refused = try await refusal(on: .sqlite) { $0.runtimeSettings = settings }
      #expect(
        refused
          == .declaration(
            context: "declaring", of: "the setting \(settings[0].key)", reason: reason))
    }
  }
}
