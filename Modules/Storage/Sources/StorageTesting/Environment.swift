import Glibc

/// The variables that the process was started with.
enum Environment {
  /// The value of a variable, or nil when it is not set or empty.
  static subscript(name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// A new folder that only its owner can enter.
  static func makeTemporaryFolder() throws -> String {
    let parent = Self["TMPDIR"] ?? "/tmp"
    var template = Array("\(parent)/atrium-test.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw TestSetupError("no temporary folder can be made in \(parent)")
    }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// Why a test got no database.
struct TestSetupError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
