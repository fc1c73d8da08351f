import Foundation
import Testing

/// What the documents say of the project, as far as a machine can check it.
@Suite struct DocumentTests {
  @Test("The documents that a newcomer is sent to exist")
  func documents() {
    for path in [
      "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE",
      "Scripts/run", "Scripts/test", "Scripts/new-context", "Benchmarks/README.md", ".ci/run",
      "Fuzz/README.md", "docs/decisions/README.md",
    ] {
      #expect(SourceTree.exists(path), "\(path) is missing")
    }
  }

  @Test("The README fits a sitting: at most 400 lines")
  func readmeLength() throws {
    #expect(try SourceTree.text("README.md").split(separator: "\n").count <= 400)
  }

  @Test("Every link in a document leads to a file, and to a heading where it names one")
  func links() throws {
    for page in pages {
      let folder = (page as NSString).deletingLastPathComponent
      for match in try SourceTree.text(page).matches(of: /\]\(([^)\s]+)\)/) {
        let link = String(match.1)
        if link.contains("://") { continue }
        let parts = link.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
        let path =
          parts[0].isEmpty
          ? page : URL(filePath: "/\(folder)/\(parts[0])").standardized.path.dropFirst().description
        #expect(SourceTree.exists(path), "\(page) links to \(link), which is not there")
        if parts.count == 2, SourceTree.exists(path) {
          #expect(
            try anchors(of: path).contains(parts[1]), "\(page) links to \(link): no such heading")
        }
      }
    }
  }

  @Test("Every path that a document names is there")
  func paths() throws {
    let folders = #/`((?:Modules|Apps|Scripts|Deploy|Tests|Fuzz|docs|Schemas)/[\w./-]+)[` ]/#
    for page in pages where page != "CHANGELOG.md" {
      for match in try SourceTree.text(page).matches(of: folders) {
        let path = String(match.1)
        if path.contains("NNNN") || path.contains("…") { continue }
        #expect(SourceTree.exists(path), "\(page) names \(path), which is not there")
      }
    }
  }

  @Test("Decisions are numbered without a gap, and the index lists each of them")
  func decisions() throws {
    let files = names(in: "docs/decisions").filter { $0 != "README.md" }
    let index = try SourceTree.text("docs/decisions/README.md")
    for (offset, file) in files.enumerated() {
      let number = String(format: "%04d", offset + 1)
      #expect(file.hasPrefix(number + "-"), "\(file) should be number \(number)")
      let title = try SourceTree.text("docs/decisions/\(file)").prefix { $0 != "\n" }
      #expect(title.hasPrefix("# \(offset + 1). "), "\(file) begins with \(title)")
      let words = title.dropFirst("# \(offset + 1). ".count)
      #expect(index.contains("[\(words)](\(file))"), "the index does not list \(file)")
    }
  }

  @Test("Every picture is there beside its source")
  func pictures() {
    let files = names(in: "docs/pictures")
    for file in files where file.hasSuffix(".svg") {
      #expect(files.contains(file.dropLast(4) + ".dot"), "\(file) has no source")
    }
  }

  /// The documents, by their paths.
  private var pages: [String] {
    [
      "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "Benchmarks/README.md",
      "Fuzz/README.md",
    ]
      + ["docs", "docs/decisions"].flatMap { folder in
        names(in: folder).filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
      }
  }

  private func names(in folder: String) -> [String] {
    let path = SourceTree.root.appending(path: folder).path
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// What a link to each heading of a page ends in, as code hosts make it.
  private func anchors(of page: String) throws -> Set<String> {
    let headings = try SourceTree.text(page).split(separator: "\n").filter { $0.hasPrefix("#") }
    return Set(
      headings.map { heading in
        heading.drop { $0 == "#" || $0 == " " }.lowercased()
          .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }
          .replacingOccurrences(of: " ", with: "-")
      })
  }
}
