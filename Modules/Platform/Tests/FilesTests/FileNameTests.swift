import Files
import Testing

/// What files are called.
@Suite struct FileNameTests {
  @Test(
    "A name is no path, and ends as its content does",
    arguments: [
      ("photo.JPG", "photo.JPG"), ("../../etc/passwd", "passwd.jpg"),
      (#"C:\Users\ada\Bild 1.jpeg"#, "Bild 1.jpeg"), ("cat.png", "cat.jpg"),
      ("report.txt", "report.txt.jpg"), ("", "file.jpg"), ("...", "file.jpg"), ("a/", "file.jpg"),
      (".png", "png.jpg"), ("x\u{0}\r\n\u{202E}gpj.exe", "xgpj.exe.jpg"),
      (" día .jpg ", "día .jpg"),
    ])
  func names(_ written: String, _ name: String) {
    #expect("\(FileName(written, of: .jpeg))" == name)
  }

  @Test("Any name becomes one of 1 to 255 octets, without slashes and controls, and stays so")
  func property() {
    var random = SplitMix(seed: 20_261_203)
    let signs = [
      "a", ".", "/", "\\", " ", "\u{0}", "\u{202E}", "é", "👩🏽‍🔧", ".png", ".pdf", "\u{301}",
    ]
    for _ in 0..<500 {
      let written = (0..<Int.random(in: 0...90, using: &random)).map { _ in
        signs.randomElement(using: &random) ?? ""
      }.joined()
      for kind in FileKind.allCases {
        let name = "\(FileName(written, of: kind))"
        #expect((1...FileName.longest).contains(name.utf8.count), "\(written.debugDescription)")
        #expect(!name.unicodeScalars.contains { "/\\\u{0}\u{202E}".unicodeScalars.contains($0) })
        #expect(kind.extensions.contains { name.lowercased().hasSuffix("." + $0) })
        #expect("\(FileName(name, of: kind))" == name)
      }
    }
  }
}
