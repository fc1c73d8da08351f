// embed-schemas FOLDER OUTPUT: writes the folder's SQL files as Swift string literals.
// Without Foundation: every build of a context waits for this program first.
import Glibc

func fail(_ message: String) -> Never {
  let line = Array("embed-schemas: error: \(message)\n".utf8)
  _ = Glibc.write(STDERR_FILENO, line, line.count)
  exit(1)
}

func names(in folder: String) -> [String] {
  guard let directory = opendir(folder) else { fail("cannot read the folder \(folder)") }
  defer { closedir(directory) }
  var found: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name.hasSuffix(".sql") && !name.hasPrefix(".") { found.append(name) }
  }
  return found.sorted()
}

func contents(of path: String) -> String {
  guard let file = fopen(path, "rb") else { fail("cannot read \(path)") }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
    bytes += buffer[..<count]
  }
  guard let text = String(validating: bytes, as: UTF8.self) else { fail("\(path) is not UTF-8") }
  return text
}

/// A raw literal with more number signs than the text ever has in a row, so that neither a
/// quote nor a backslash in it means anything to Swift. Line ends and other controls, which a
/// one-line literal may not hold, are the only escapes.
func literal(_ text: String) -> String {
  var longest = 0
  var run = 0
  for unit in text.utf8 {
    run = unit == UInt8(ascii: "#") ? run + 1 : 0
    longest = max(longest, run)
  }
  let signs = String(repeating: "#", count: longest + 1)
  var body = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": body += "\\\(signs)n"
    case "\r": body += "\\\(signs)r"
    case "\t": body += "\\\(signs)t"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      body += "\\\(signs)u{\(String(scalar.value, radix: 16))}"
    default: body.unicodeScalars.append(scalar)
    }
  }
  return "\(signs)\"\(body)\"\(signs)"
}

/// Writes the file, unless it says that already: its time would rise, and its target be compiled
/// anew for nothing.
func write(_ text: String, to path: String) {
  if access(path, F_OK) == 0, contents(of: path) == text { return }
  guard let file = fopen(path, "wb") else { fail("cannot write \(path)") }
  let bytes = Array(text.utf8)
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fclose(file) == 0 else {
    fail("cannot write \(path)")
  }
}

guard CommandLine.arguments.count == 3 else { fail("usage: embed-schemas FOLDER OUTPUT") }
let folder = CommandLine.arguments[1]
let entries = names(in: folder).map { name in
  "    (name: \(literal(name)), contents: \(literal(contents(of: "\(folder)/\(name)")))),\n"
}
write(
  """
  /// The migration files of this context, as they were when the target was built.
  internal enum EmbeddedSchema {
    internal static let files: [(name: String, contents: String)] = [
  \(entries.joined())  ]
  }

  """,
  to: CommandLine.arguments[2])
