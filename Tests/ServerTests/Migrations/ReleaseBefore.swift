import Foundation
import Migrations
import Storage

/// A database as an older release left it: `Fixtures` has what its programs wrote.
struct ReleaseBefore {
  /// What was answered to a request under an idempotency key.
  struct KeptAnswer {
    let key: String
    let request: String
    let status: Int
    let body: String
  }

  /// The versions of its streams.
  static let versions = ["platform": 9, "auth": 12]

  /// The transfers that Ada asked for, and how they were answered.
  let answers: [KeptAnswer]

  private let text: String

  init(_ dialect: Dialect) throws {
    text = try String(
      contentsOfFile:
        "\(Programs.root)/Tests/ServerTests/Migrations/Fixtures/4fc764d.\(dialect.rawValue).sql",
      encoding: .utf8)
    let requests = text.matches(of: /-- asked ([a-z]+) (.+)/)
    let replies = text.matches(of: /-- answered ([a-z]+) ([0-9]+) (.+)/)
    answers = try zip(requests, replies).map { request, reply in
      guard request.1 == reply.1, let status = Int(reply.2) else {
        throw HarnessError("the fixture does not tell how \(request.1) was answered")
      }
      return KeptAnswer(
        key: String(request.1), request: String(request.2), status: status, body: String(reply.3))
    }
  }

  /// Makes the schema of then in an empty database, and fills it.
  func make(_ connection: any SQLConnection) throws {
    let streams = try ["platform", "auth"].map(Self.stream)
    try Migrator(connection: connection, streams: streams).apply()
    try connection.executeScript(text)
  }

  /// A stream as far as it went then.
  private static func stream(_ name: String) throws -> MigrationStream {
    let folder = "\(Programs.root)/Schemas/\(name.capitalized)"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { file in
      Int(file.prefix(4)).map { $0 <= versions[name] ?? 0 } ?? false
    }
    return try MigrationStream(
      name: name,
      files: files.map { file in
        (file, try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8))
      })
  }
}
