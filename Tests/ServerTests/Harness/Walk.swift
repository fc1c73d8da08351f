import Foundation
import Glibc
import Testing

/// A walk through the program as a document tells it: the settings and the commands of one of its
/// sections. What stands in the documents is run, so that it stays true.
struct Walk {
  /// The blocks of TOML, in order.
  let settings: [String]
  /// The blocks of shell, in order.
  let commands: [String]
  /// The port of the local issuer, 8090 in the documents.
  let issuerPort: UInt16

  /// - Parameters:
  ///   - section: the heading of the second level, or nil for the whole page.
  ///   - page: the document's path in the repository.
  ///   - issuerPort: a port of its own unless given, so that walks can run at the same time.
  init(_ section: String? = nil, in page: String, issuerPort: UInt16? = nil) throws {
    let port = try issuerPort ?? FreePort.find()
    var text = try String(contentsOfFile: "\(Programs.root)/\(page)", encoding: .utf8)
    if let section {
      let parts = text.components(separatedBy: "\n## \(section)\n")
      try #require(parts.count == 2, "\(page) has no section \(section)")
      text = parts[1].components(separatedBy: "\n## ")[0]
    }
    func blocks(_ language: String) -> [String] {
      text.components(separatedBy: "```\(language)\n").dropFirst().map {
        $0.components(separatedBy: "\n```")[0]
          .replacingOccurrences(of: "8090", with: "\(port)")
          .replacingOccurrences(of: "Scripts/", with: Programs.root + "/Scripts/")
          .replacingOccurrences(of: "Clients/", with: Programs.root + "/Clients/")
          .replacingOccurrences(of: ".build/release", with: Programs.folder)
      }
    }
    self.issuerPort = port
    (settings, commands) = (blocks("toml"), blocks("sh"))
  }

  /// Runs commands as one script in a deployment's folder, the programs on its path.
  /// - Parameter server: the server that the commands speak to, if they do.
  /// - Returns: what they print.
  func run(
    _ commands: [String], at server: AtriumServer? = nil, in deployment: Deployment
  ) throws -> String {
    let script = (["set -euo pipefail", "PATH=\(Programs.folder):$PATH"] + commands)
      .joined(separator: "\n")
      .replacingOccurrences(of: "http://127.0.0.1:8080", with: server?.url ?? "")
    let outcome = try Programs.run("/bin/bash", ["-c", script], in: deployment.folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return outcome.output
  }

  /// Runs commands at a server, beside the issuer that `serve` starts.
  /// - Returns: what they print.
  func run(
    _ commands: [String], in deployment: Deployment, issuer serve: String
  ) async throws -> String {
    let serve = serve.replacingOccurrences(of: " &", with: "")
    let issuer = try ChildProcess("/bin/bash", ["-c", "exec " + serve], in: deployment.folder)
    defer { issuer.signal(SIGKILL) }
    #expect(issuer.output.line(containing: "jwks.json", within: 30) != nil)
    return try await deployment.serving { try run(commands, at: $0, in: deployment) }
  }
}
