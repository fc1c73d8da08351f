import Console
import JSON
import Kernel
import Storage

/// `manifest.json`: what a backup holds, so that a restore can tell whether all of it came back.
/// It is written last: a folder without one is no backup.
struct BackupManifest {
  static let fileName = "manifest.json"
  /// Its name until it is whole. A folder that has one belongs to a backup under way.
  static let partialName = fileName + ".partial"
  /// Of this layout; another number is another layout.
  static let format: Int64 = 1

  /// A migration that the database had had.
  struct Migration: Equatable {
    let stream: String
    let version: Int64
    let name: String
    let checksum: String
  }

  /// One database.
  struct Entry {
    let contexts: [String]
    let engine: String
    let file: String
    let bytes: Int64
    let sha256: String
    /// The schema that a Postgres dump was made of; nil for SQLite.
    let schema: String?
    /// How the books were found; a restore finds them no better.
    let books: BackupStore.Books
    let census: BackupStore.Census
  }

  let release: String
  let createdAt: Instant
  let entries: [Entry]
}

extension BackupManifest.Migration {
  init(row: Row) throws {
    self.init(
      stream: try row.get("stream"), version: try row.get("version"), name: try row.get("name"),
      checksum: try row.get("checksum"))
  }
}

// As JSON.
extension BackupManifest {
  /// The file's contents.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("format")
    writer.value(Self.format)
    writer.key("atrium_version")
    writer.value(release)
    writer.key("created_at")
    writer.value(createdAt.description)
    writer.key("stores")
    writer.beginArray()
    for entry in entries { entry.write(to: &writer) }
    writer.endArray()
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// Reads a manifest.
  /// - Throws: `CommandError` that says what is wrong with it.
  init(parsing bytes: [UInt8]) throws(CommandError) {
    let root: JSONValue
    do {
      root = try JSONDocument(parsing: bytes).root
    } catch {
      throw .damaged("\(Self.fileName) is no JSON: \(error)")
    }
    guard root["format"]?.int64 == Self.format else {
      throw .damaged("\(Self.fileName) is not of format \(Self.format), which this release reads")
    }
    guard let release = root["atrium_version"]?.string,
      let createdAt = root["created_at"]?.string.flatMap({ Instant($0) }),
      let stores = root["stores"], stores.kind == .array
    else { throw .damaged("\(Self.fileName) lacks what every manifest has") }
    self.release = release
    self.createdAt = createdAt
    var entries: [Entry] = []
    for store in stores.elements {
      guard let entry = Entry(store) else {
        throw .damaged("\(Self.fileName) has a store that cannot be read")
      }
      entries.append(entry)
    }
    self.entries = entries
  }
}

extension BackupManifest.Entry {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("contexts")
    writer.beginArray()
    for context in contexts { writer.value(context) }
    writer.endArray()
    for (key, text) in [
      ("engine", engine), ("file", file), ("sha256", sha256), ("books", books.rawValue),
    ] {
      writer.key(key)
      writer.value(text)
    }
    writer.key("bytes")
    writer.value(bytes)
    writer.key("schema")
    if let schema { writer.value(schema) } else { writer.null() }
    writer.key("migrations")
    writer.beginArray()
    for migration in census.migrations { migration.write(to: &writer) }
    writer.endArray()
    writer.key("rows")
    writer.beginObject()
    for table in census.tables {
      writer.key(table.name)
      writer.value(table.rows)
    }
    writer.endObject()
    writer.endObject()
  }

  fileprivate init?(_ json: JSONValue) {
    guard let engine = json["engine"]?.string, let file = json["file"]?.string,
      // A name within the folder, and no way out of it.
      !file.isEmpty, !file.contains("/"), file != "..",
      let books = json["books"]?.string.flatMap(BackupStore.Books.init(rawValue:)),
      let bytes = json["bytes"]?.int64, let sha256 = json["sha256"]?.string,
      let contexts = json["contexts"]?.elements.map({ $0.string }),
      let migrations = json["migrations"]?.elements.map(BackupManifest.Migration.init(json:)),
      let rows = json["rows"]?.members.map({ (name: $0.0, rows: $0.1.int64) })
    else { return nil }
    self.engine = engine
    self.file = file
    self.bytes = bytes
    self.sha256 = sha256
    self.books = books
    self.contexts = contexts.compactMap { $0 }
    schema = json["schema"]?.string
    census = BackupStore.Census(
      tables: rows.compactMap { table in table.rows.map { (table.name, $0) } },
      migrations: migrations.compactMap { $0 })
    guard census.tables.count == rows.count, census.migrations.count == migrations.count,
      self.contexts.count == contexts.count
    else { return nil }
  }
}

extension BackupManifest.Migration {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("stream")
    writer.value(stream)
    writer.key("version")
    writer.value(version)
    writer.key("name")
    writer.value(name)
    writer.key("checksum")
    writer.value(checksum)
    writer.endObject()
  }

  fileprivate init?(json: JSONValue) {
    guard let stream = json["stream"]?.string, let version = json["version"]?.int64,
      let name = json["name"]?.string, let checksum = json["checksum"]?.string
    else { return nil }
    self.init(stream: stream, version: version, name: name, checksum: checksum)
  }
}

extension CommandError {
  /// The backup itself is not as it was written.
  static func damaged(_ message: String) -> CommandError { .refused("bad_backup", message) }
}
