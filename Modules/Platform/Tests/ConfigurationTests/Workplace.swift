import Configuration
import Foundation

/// A folder of one test's own, gone when the test is.
final class Workplace {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "atrium-configuration-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and answers its path.
  func file(_ name: String, _ text: String) throws -> String {
    let file = path + "/" + name
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    return file
  }

  /// Writes a file that need not be text, and answers its path.
  func file(_ name: String, octets: [UInt8]) throws -> String {
    let file = path + "/" + name
    try Data(octets).write(to: URL(filePath: file))
    return file
  }
}

/// Settings as a program would declare them.
enum Sample {
  enum Colour: String, CaseIterable { case red, green }

  static let listen = Setting(
    "listen", .listenAddress, default: ListenAddress(host: "127.0.0.1", port: 8080), "Where.")
  static let contexts = Setting("contexts", .strings, default: ["auth", "ajo"], "Which.")
  static let pin = Setting("ajo.pin.required", .bool, default: false, "Whether.")
  static let zone = Setting("ajo.time_zone", .timeZone, default: "UTC", "Zone.")
  static let connections = Setting(
    "http.max_connections", .integer(in: 1...100_000), default: 10_000, "How many.")
  static let timeout = Setting(
    "http.body_timeout", .duration(in: .seconds(1) ... .seconds(600)), default: .seconds(20),
    "How long.")
  static let size = Setting("http.body_limit", .byteSize(), default: 1 << 20, "How large.")
  static let jwks = Setting("auth.social.google.jwks_url", optional: .url, "Keys.")
  static let clients = Setting("auth.social.google.client_ids", .strings, default: [], "Clients.")
  static let secret = Setting(
    "payments.paystack.secret", optional: .nonEmptyString, isSecret: true, "Secret.")
  static let storage = Setting("storage.default", .string, default: "sqlite:atrium.db", "Where.")
  static let storageOf = Setting(
    "storage.<context>.url", .string, default: nil, allowedNames: ["auth", "fitness"], "Where.")
  static let mount = Setting("mount.<context>", .string, default: nil, "Path.")
  static let colour = Setting("colour", .oneOf(Colour.self), default: .red, "Colour.")

  static let all: [any SettingDeclaration] = [
    listen, contexts, pin, zone, connections, timeout, size, jwks, clients, secret, storage,
    storageOf, mount, colour,
  ]

  /// Loads the text as `atrium.toml` of a folder of its own.
  static func load(
    _ toml: String = "", _ environment: [String: String] = [:], dotEnv: String? = nil
  ) throws -> Configuration {
    let place = try Workplace()
    let file = try place.file("atrium.toml", toml)
    let hidden = try dotEnv.map { try place.file(".env", $0) }
    return try Configuration.load(
      file: file, environment: environment, dotEnv: hidden, declarations: all)
  }

  /// The problems of a text, without the folder of the file.
  static func problems(
    _ toml: String = "", _ environment: [String: String] = [:], dotEnv: String? = nil
  ) throws -> [String] {
    do {
      _ = try load(toml, environment, dotEnv: dotEnv)
      return []
    } catch let errors as ConfigurationErrors {
      return errors.problems.map { problem in
        let place = problem.place.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        return (place.map { $0 + ": " } ?? "") + problem.message
      }
    }
  }
}
