import Foundation
import JSON

/// A running server.
final class AtriumServer: Sendable {
  let process: ChildProcess
  let port: UInt16

  /// Starts a server and waits until it says that it listens.
  /// - Parameter launcher: the program that starts it and leaves it in its place, if any.
  /// - Throws: `HarnessError` with what it said instead.
  init(_ deployment: Deployment, by launcher: String? = nil, arguments: [String] = []) throws {
    let command = [launcher, "\(Programs.folder)/atrium-server"].compactMap(\.self) + arguments
    process = try ChildProcess(
      command[0], Array(command.dropFirst()), in: deployment.folder)
    guard let line = process.errors.line(containing: "\"listening\"", within: 60),
      let record = try? JSONDocument(parsing: line).root,
      let address = record["address"]?.string,
      let port = address.split(separator: ":").last.flatMap({ UInt16($0) })
    else {
      process.signal(SIGKILL)
      throw HarnessError("the server does not start: \(process.errors.text())")
    }
    self.port = port
  }

  /// Its address.
  var url: String { "http://127.0.0.1:\(port)" }

  /// Ends it as a power cut would, and waits until it is gone.
  func kill() {
    process.signal(SIGKILL)
    _ = process.exitCode(within: 30)
  }

  /// Asks it to end.
  func terminate() { process.signal(SIGTERM) }

  /// A client of this server.
  func client(_ token: String? = nil) -> Client { Client(port: port, token: token) }
}
