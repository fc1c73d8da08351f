public import Configuration
import ContextKit
import Databases
import EventLoop
import Glibc
import Observability
import PlatformSQL
import Router
import Storage

extension Assembly {
  /// Puts the program together as a server would, over an empty database that is thrown away. This
  /// finds what a server refuses although each setting by itself is in order. The databases of the
  /// configuration are not opened.
  ///
  /// - Throws: what the server would refuse its configuration with; `StorageUnavailable` where no
  ///   temporary file can be made.
  public static func rehearse(_ configuration: Configuration) async throws {
    guard !configuration.hasHalfAnAdministrator else { throw HalfAnAdministrator() }
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    var rehearsed =
      configuration
      .withDefaults(of: "admin.email", "admin.password")
      .replacing(Settings.defaultStorage, by: .sqlite(path: "\(scratch.path)/scratch.db"))
      .replacing(Settings.replicas, by: [])
    for member in configuration.members {
      rehearsed = rehearsed.replacing(Settings.contextStorage, member.name, by: nil)
        .replacing(Settings.contextReplicas, member.name, by: [])
    }
    let assembly = try await assemble(
      rehearsed, role: .tool, group: EventLoopGroup(count: 1),
      log: Logger.standardError(level: .error))
    do {
      let routes = assembly.allRoutes(readiness: Readiness())
      _ = try assembly.rateLimits(for: routes)
      _ = try Router(
        routes: routes, authenticator: nil, clock: assembly.clock, ids: assembly.ids)
    } catch {
      await assembly.stores.close()
      throw error
    }
    await assembly.stores.close()
  }
}

/// One of `admin.email` and `admin.password` is set alone.
struct HalfAnAdministrator: Error, CustomStringConvertible {
  let description =
    "of admin.email and admin.password only one is set: set both, or neither where there is an "
    + "administrator"
}

/// A folder of this process alone, for files that nobody is to see.
private struct ScratchFolder {
  let path: String

  /// - Throws: `StorageUnavailable` where there is no room for one.
  init() throws(StorageUnavailable) {
    // A container may have a read-only root, and memory all the same.
    let roots = [Configuration.processEnvironment()["TMPDIR"], "/tmp", "/dev/shm"]
    for root in roots.compactMap(\.self) {
      var template = Array("\(root)/atrium-check-XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { continue }
      path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      return
    }
    throw .unreachable("cannot write in TMPDIR, /tmp or /dev/shm, to try the configuration")
  }

  func remove() {
    for suffix in ["", "-wal", "-shm", ".migrate.lock"] { unlink("\(path)/scratch.db\(suffix)") }
    rmdir(path)
  }
}
