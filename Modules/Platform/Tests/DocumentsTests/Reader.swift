import Foundation

/// `pdftotext` of poppler, where it is installed: a reader of PDFs that is not ours.
enum Reader {
  private static let program = "/usr/bin/pdftotext"

  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

  /// The text of a file, its pages parted by form feeds.
  static func text(of octets: [UInt8]) throws -> String {
    let name = FileManager.default.temporaryDirectory
      .appendingPathComponent("atrium-\(UUID().uuidString).pdf")
    try Data(octets).write(to: name)
    defer { try? FileManager.default.removeItem(at: name) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-layout", "-enc", "UTF-8", name.path, "-"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }
}
